/** What kind of site a visit came from, where that is known. */
export type SiteKind = "search" | "social" | "email" | "ai";

/*
 * A table of our own. The one maintained package, @tryghost/referrer-parser, is 187 KB of 2,381 exact hosts (2,085 of them
 * search engines, most national Googles), sorts them anew for every look-up and knows no AI assistant; the list it builds
 * on, Snowplow's, is YAML without a package. What decides here are the sites that send people; the rest are referrals.
 * An entry stands for its subdomains too; the longest one that fits counts.
 */
const SITES: Record<SiteKind, string> = {
  search: `
    bing.com duckduckgo.com ecosia.org qwant.com startpage.com search.brave.com kagi.com search.yahoo.com search.yahoo.co.jp
    ask.com search.aol.com baidu.com sogou.com so.com sm.cn ya.ru search.naver.com search.daum.net search.seznam.cz
    presearch.com mojeek.com swisscows.com metager.org yep.com coccoc.com petalsearch.com go.mail.ru rambler.ru lycos.com
    search.marginalia.nu onet.pl walla.co.il gibiru.com dogpile.com info.com
    com.google.android.googlequicksearchbox com.microsoft.bing com.duckduckgo.mobile.android`,
  social: `
    facebook.com fb.com fb.me messenger.com m.me instagram.com threads.net threads.com twitter.com x.com t.co linkedin.com
    lnkd.in pin.it reddit.com redd.it tiktok.com snapchat.com youtube.com youtu.be bsky.app mastodon.social
    mastodon.online mstdn.social tumblr.com quora.com vk.com vk.ru ok.ru weibo.com weibo.cn weixin.qq.com qzone.qq.com
    zhihu.com xiaohongshu.com douyin.com bilibili.com line.me t.me telegram.org telegram.me whatsapp.com wa.me discord.com discordapp.com
    news.ycombinator.com lobste.rs lemmy.world xing.com nextdoor.com flipboard.com twitch.tv vimeo.com disqus.com band.us
    story.kakao.com viber.com truthsocial.com gab.com naver.me blog.naver.com cafe.naver.com
    com.facebook.katana com.instagram.android com.twitter.android com.linkedin.android com.reddit.frontpage
    com.pinterest com.zhiliaoapp.musically org.telegram.messenger com.whatsapp com.google.android.youtube`,
  email: `
    outlook.live.com outlook.office.com outlook.office365.com safelinks.protection.outlook.com fastmail.com hey.com
    icloud.com deref-gmx.net deref-mail.com deref-web.de deref-web-02.de email.seznam.cz superhuman.com tuta.com
    com.google.android.gm com.microsoft.office.outlook com.yahoo.mobile.client.android.mail`,
  ai: `
    chatgpt.com chat.openai.com openai.com perplexity.ai claude.ai gemini.google.com bard.google.com notebooklm.google.com
    copilot.microsoft.com copilot.com copilot.cloud.microsoft m365.cloud.microsoft you.com poe.com phind.com
    deepseek.com grok.com x.ai meta.ai mistral.ai kimi.com doubao.com qwen.ai duck.ai pi.ai iask.ai andisearch.com
    com.openai.chatgpt ai.perplexity.app.android`,
};

const KINDS: readonly SiteKind[] = ["search", "social", "email", "ai"];
const KIND_BY_SITE = new Map(
  KINDS.flatMap((kind) =>
    SITES[kind]
      .trim()
      .split(/\s+/)
      .map((site): [string, SiteKind] => [site, kind]),
  ),
);

/** Engines with an address per country, whose other services (docs.google.com, news.yahoo.com) are no search. */
const NATIONAL_SEARCH =
  /^(?:(?:m|images|cse)\.)?(?:google|yandex)\.(?:com?\.)?[a-z]{2,3}$|^(?:[a-z]{2}\.)?yahoo\.com$|\.search\.yahoo\.com$/;
const NATIONAL_SOCIAL = /(?:^|\.)pinterest\.(?:com?\.)?[a-z]{2,3}$/;
const WEBMAIL = /^(?:web)?mail\d{0,2}\./;

/** The kind of site behind a host (lower case, without `www.`); null where it is none that we know. */
export function siteKindOf(host: string): SiteKind | null {
  for (let rest = host; rest.includes("."); rest = rest.slice(rest.indexOf(".") + 1)) {
    const kind = KIND_BY_SITE.get(rest);
    if (kind) return WEBMAIL.test(host) ? "email" : kind;
  }
  if (NATIONAL_SEARCH.test(host)) return "search";
  if (NATIONAL_SOCIAL.test(host)) return "social";
  return WEBMAIL.test(host) ? "email" : null;
}

/** How people write the same sites into utm_source. */
const KIND_BY_NAME: Record<string, SiteKind> = {
  google: "search",
  googleads: "search",
  adwords: "search",
  bing: "search",
  yahoo: "search",
  yandex: "search",
  baidu: "search",
  duckduckgo: "search",
  ecosia: "search",
  brave: "search",
  kagi: "search",
  facebook: "social",
  fb: "social",
  meta: "social",
  instagram: "social",
  ig: "social",
  threads: "social",
  twitter: "social",
  x: "social",
  linkedin: "social",
  pinterest: "social",
  reddit: "social",
  tiktok: "social",
  snapchat: "social",
  youtube: "social",
  bluesky: "social",
  mastodon: "social",
  whatsapp: "social",
  telegram: "social",
  discord: "social",
  email: "email",
  "e-mail": "email",
  newsletter: "email",
  mailchimp: "email",
  klaviyo: "email",
  chatgpt: "ai",
  openai: "ai",
  perplexity: "ai",
  claude: "ai",
  gemini: "ai",
  copilot: "ai",
};

/** The kind of site a utm_source (lower case) means: one of the names above, or a host (ChatGPT tags its links with its own). */
export const sourceKindOf = (source: string): SiteKind | null =>
  Object.hasOwn(KIND_BY_NAME, source) ? (KIND_BY_NAME[source] ?? null) : siteKindOf(source.replace(/^www\./, ""));
