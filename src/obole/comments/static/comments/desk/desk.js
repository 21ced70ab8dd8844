/* The desk of comments: single keys for what the buttons do, and ticks that are sent in parts.
Everything works without this file; it only saves time. */
(() => {
  const FIELDS = "input, textarea, select, [contenteditable]";

  // Wagtail keeps its closed dialogs in the page, out of sight.
  const isDialogOpen = () =>
    [...document.querySelectorAll("dialog, [aria-modal=true]")].some((dialog) =>
      dialog.checkVisibility(),
    );

  class CommentsKeys extends window.StimulusModule.Controller {
    static targets = ["reasons", "guide", "reply"];
    static values = { on: Boolean };

    connect() {
      if (!this.onValue) return;
      this.press = (event) => this.#press(event);
      // Before Wagtail's own keys: its "?" opens another guide.
      window.addEventListener("keydown", this.press, { capture: true });
    }

    disconnect() {
      window.removeEventListener("keydown", this.press, { capture: true });
    }

    #press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      if (event.target.closest?.(FIELDS) || isDialogOpen()) return;
      const key = event.key.toLowerCase();
      if (key === "?") {
        this.guideTarget.open = !this.guideTarget.open;
      } else if (key === "e" && this.hasReasonsTarget) {
        this.reasonsTarget.open = true;
        this.reasonsTarget.querySelector("select").focus();
      } else {
        const button = this.element.querySelector(`[data-comments-keys-key="${CSS.escape(key)}"]`);
        if (!button || key === "e") return;
        // One decision a comment: what is pressed while the next one loads does nothing.
        this.disconnect();
        button.click();
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    }

    /* Puts a saved reply into the form, where it can be changed. */
    fill(event) {
      const { text, clause } = event.target.selectedOptions[0].dataset;
      const form = event.target.form;
      form.elements.explanation.value = text ?? "";
      if (clause && [...form.elements.clause.options].some(({ value }) => value === clause)) {
        form.elements.clause.value = clause;
      }
    }
  }

  // A request that decides about these takes a fraction of a second, so that the bar moves.
  const PART = 20;

  class CommentsTicks extends window.StimulusModule.Controller {
    static targets = ["all", "tick", "progress", "bar", "decided", "left"];
    static values = { most: Number };

    connect() {
      this.allTarget.hidden = false;
    }

    tickAll() {
      this.tickTargets.forEach((tick) => {
        tick.checked = this.allTarget.checked;
      });
    }

    /* All parts but the last by themselves; the last as the form, whose answer counts them all. */
    async send(event) {
      const ticked = this.tickTargets.filter(({ checked }) => checked);
      if (this.isSending || ticked.length <= PART || ticked.length > this.mostValue) return;
      event.preventDefault();
      this.isSending = true;
      const { submitter } = event;
      this.progressTarget.hidden = false;
      this.barTarget.max = ticked.length;
      while (ticked.length > PART) {
        const part = ticked.splice(0, PART);
        const body = new FormData();
        body.set("csrfmiddlewaretoken", this.element.elements.csrfmiddlewaretoken.value);
        body.set("word", submitter.value);
        part.forEach(({ value }) => body.append("comment", value));
        const headers = { Accept: "application/json" };
        const answer = await fetch(this.element.action, { method: "POST", body, headers }).catch(() => null);
        // The form tells what went wrong, with what is still ticked.
        if (!answer?.ok || answer.redirected) break;
        const { decided, left } = await answer.json();
        this.decidedTarget.value = Number(this.decidedTarget.value) + decided;
        this.leftTarget.value = Number(this.leftTarget.value) + left;
        this.barTarget.value += part.length;
        part.forEach((tick) => {
          tick.checked = false;
        });
      }
      this.element.requestSubmit(submitter);
    }
  }

  window.wagtail.app.register("comments-keys", CommentsKeys);
  window.wagtail.app.register("comments-ticks", CommentsTicks);
})();
