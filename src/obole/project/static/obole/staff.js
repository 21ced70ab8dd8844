// A bar for colleagues on the page that readers get. Nothing happens in a reader's browser: they
// have no cookie. What it shows comes from the desk, which asks who you are.
"use strict";

(async () => {
  if (!document.cookie.split("; ").includes("obole-staff=1")) {
    return;
  }
  const question = new URLSearchParams({ path: location.pathname });
  const response = await fetch(`/desk/edition/bar/?${question}`, { redirect: "error" });
  if (!response.ok) {
    return;
  }
  const { name, status, links } = await response.json();
  const bar = document.createElement("aside");
  bar.className = "staff-bar";
  bar.setAttribute("aria-label", name);
  if (status) {
    const words = document.createElement("p");
    words.textContent = status;
    bar.append(words);
  }
  const list = document.createElement("ul");
  for (const { label, url } of links) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = label;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  bar.append(list);
  document.body.append(bar);
})().catch(() => {
  // Logged out, or the desk does not answer: the page is complete without the bar.
});
