/* Social networks: a preview that follows what is typed, and a calendar whose posts are dragged.
Everything works without this file; it only saves time. */
(() => {
  const WAIT_MILLISECONDS = 400;

  class SocialPreview extends window.StimulusModule.Controller {
    static targets = ["shown", "said", "typed"];
    static values = { url: String };

    change() {
      if (this.hasTypedTarget) this.typedTarget.value = "1";
      this.#askSoon();
    }

    #askSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#ask(), WAIT_MILLISECONDS);
    }

    connect() {
      this.isStale = !this.shownTarget.querySelector(".social-post");
      this.watch = new IntersectionObserver((entries) => {
        this.isSeen = entries.at(-1).isIntersecting;
        this.#askIfStale();
      });
      this.watch.observe(this.element);
    }

    /* The draft was saved by itself: its headline may be another. A new article has its number. */
    saved(event) {
      const { pk } = event.detail.response;
      this.urlValue = this.urlValue.replace("/articles/0/", `/articles/${pk}/`);
      this.isStale = true;
      this.#askIfStale();
    }

    disconnect() {
      this.watch.disconnect();
      clearTimeout(this.timer);
      this.asked?.abort();
    }

    /* Each channel asks for itself, so those on other tabs wait until they are looked at. */
    #askIfStale() {
      if (!this.isStale || !this.isSeen) return;
      this.isStale = false;
      this.#askSoon();
    }

    async #ask() {
      if (this.urlValue.includes("/articles/0/")) return;
      this.asked?.abort();
      this.asked = new AbortController();
      try {
        const answer = await fetch(this.urlValue, {
          method: "POST",
          body: this.#typed(),
          signal: this.asked.signal,
        });
        if (answer.ok) this.#show(await answer.text());
      } catch (failure) {
        if (failure.name !== "AbortError") throw failure;
      }
    }

    /* This channel's fields alone: the form around them may be that of a whole article. */
    #typed() {
      const typed = new FormData();
      for (const field of this.element.querySelectorAll("[name]")) {
        if (!field.matches(":is([type=radio], [type=checkbox]):not(:checked)"))
          typed.append(field.name, field.value);
      }
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      typed.append(token.name, token.value);
      return typed;
    }

    #show(html) {
      this.shownTarget.innerHTML = html;
      this.saidTarget.textContent = this.shownTarget.querySelector(".social-count")?.textContent;
    }
  }

  class SocialCalendar extends window.StimulusModule.Controller {
    static targets = ["dialog", "form", "title"];

    connect() {
      this.element.addEventListener("dragstart", (event) => this.#take(event));
      this.element.addEventListener("dragover", (event) => this.#over(event));
      this.element.addEventListener("drop", (event) => this.#drop(event));
      this.element.addEventListener("dragend", () => this.#mark(null));
    }

    /* By the button of a post, for keyboards and fingers. */
    ask(event) {
      const button = event.currentTarget;
      const post = button.closest("[data-move]");
      event.preventDefault();
      this.titleTarget.textContent = post.querySelector("a").textContent;
      this.#fill(post, { day: button.dataset.day, time: button.dataset.time, hour: "" });
      this.dialogTarget.showModal();
    }

    close() {
      this.dialogTarget.close();
    }

    #take(event) {
      this.taken = event.target.closest("[data-move]");
      if (!this.taken) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", this.taken.dataset.move);
    }

    #over(event) {
      const place = this.#place(event);
      if (!place) return;
      event.preventDefault();
      this.#mark(place);
    }

    #drop(event) {
      const place = this.#place(event);
      if (!place) return;
      event.preventDefault();
      this.#fill(this.taken, { day: place.dataset.day, time: "", hour: place.dataset.hour ?? "" });
      this.formTarget.submit();
    }

    /* A day of the month, or an hour of the week. */
    #place(event) {
      return this.taken && event.target.closest("td[data-day], div[data-day]");
    }

    #fill(post, fields) {
      this.formTarget.action = post.dataset.move;
      for (const [name, value] of Object.entries(fields)) {
        this.formTarget.elements[name].value = value;
      }
    }

    #mark(place) {
      this.element.querySelector(".social-over-day")?.classList.remove("social-over-day");
      place?.classList.add("social-over-day");
    }
  }

  window.wagtail.app.register("social-preview", SocialPreview);
  window.wagtail.app.register("social-calendar", SocialCalendar);
})();
