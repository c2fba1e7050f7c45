/** What `links.via` says of a link that an import brought: whom it joins is told nothing for it. */
export const IMPORTED_LINK = "import";
