/* Social networks: a preview that follows what is typed, and a calendar whose posts are dragged.
Everything works without this file; it only saves time. */
(() => {
  const WAIT_MILLISECONDS = 400;

  class SocialPreview extends window.StimulusModule.Controller {
    static targets = ["shown"];
    static values = { url: String };

    change() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#ask(), WAIT_MILLISECONDS);
    }

    disconnect() {
      clearTimeout(this.timer);
      this.asked?.abort();
    }

    async #ask() {
      this.asked?.abort();
      this.asked = new AbortController();
      const form = document.getElementById("social-choices");
      try {
        const answer = await fetch(this.urlValue, {
          method: "POST",
          body: new FormData(form),
          signal: this.asked.signal,
        });
        if (answer.ok) this.shownTarget.innerHTML = await answer.text();
      } catch (failure) {
        if (failure.name !== "AbortError") throw failure;
      }
    }
  }

  class SocialCalendar extends window.StimulusModule.Controller {
    connect() {
      this.element.addEventListener("dragstart", (event) => this.#take(event));
      this.element.addEventListener("dragover", (event) => this.#over(event));
      this.element.addEventListener("drop", (event) => this.#drop(event));
      this.element.addEventListener("dragend", () => this.#mark(null));
    }

    #take(event) {
      this.taken = event.target.closest("[data-move]");
      if (!this.taken) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", this.taken.dataset.move);
    }

    #over(event) {
      const day = event.target.closest("[data-day]");
      if (!this.taken || !day) return;
      event.preventDefault();
      this.#mark(day);
    }

    #drop(event) {
      const day = event.target.closest("[data-day]");
      if (!this.taken || !day) return;
      event.preventDefault();
      const form = document.getElementById("social-move-day");
      form.action = this.taken.dataset.move;
      form.elements.day.value = day.dataset.day;
      form.submit();
    }

    #mark(day) {
      this.element.querySelector(".social-over-day")?.classList.remove("social-over-day");
      day?.classList.add("social-over-day");
    }
  }

  window.wagtail.app.register("social-preview", SocialPreview);
  window.wagtail.app.register("social-calendar", SocialCalendar);
})();
