import { Marked, type Tokens } from "marked";

const marked = new Marked({ gfm: true, breaks: true, async: false });

marked.use({
  renderer: {
    /** A paragraph that is nothing but a bold link is a button. */
    paragraph({ tokens }: Tokens.Paragraph): string | false {
      const [only, ...others] = tokens;
      if (only?.type !== "strong" || others.length > 0) return false;
      const [link, ...rest] = only.tokens ?? [];
      if (link?.type !== "link" || rest.length > 0) return false;
      const { href, tokens: label } = link as Tokens.Link;
      return `<p class="button"><a href="${attribute(href)}">${this.parser.parseInline(label)}</a></p>\n`;
    },
  },
});

const attribute = (url: string): string => encodeURI(url).replaceAll("%25", "%").replaceAll("&", "&amp;");

/** A template that is a whole HTML document of its own is left as it is. */
export const isWholeDocument = (template: string): boolean => /^\s*(?:<!doctype\s+html|<html[\s>])/i.test(template);

/** HTML of a Markdown text (GitHub's, where a line break is one); tags in it stay tags. */
export const markdownToHtml = (text: string): string => marked.parse(text) as string;
