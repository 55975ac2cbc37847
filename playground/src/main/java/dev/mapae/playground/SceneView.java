package dev.mapae.playground;

import dev.mapae.client.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shows a scene: what happened, why, and each message on its way.
final class SceneView {
  /// Fetched anew for every scene; whoever has seen one has seen them all.
  private static final Set<String> ROUTINE = Set.of("discovery", "keys");

  private final Messages messages;
  private final Lanes lanes;
  private final WireView wire;
  private final TokenView token;

  SceneView(Messages messages, TokenView token) {
    this.messages = messages;
    this.lanes = new Lanes(messages);
    this.wire = new WireView(messages);
    this.token = token;
  }

  /// Shows one scene.
  ///
  /// @param latest whether to show it unfolded
  Html show(Scene scene, boolean latest) {
    String key = "scene." + scene.name();
    return Html.of(
        """
        <details class="scene" id="scene-{}"{}>
        <summary><span class="number">{}</span><h3>{}</h3>{}</summary>
        <p class="why">{}</p>
        {}{}
        {}
        </details>
        """,
        scene.number(),
        latest ? new Html(" open") : Html.EMPTY,
        scene.number(),
        messages.text(key + ".title"),
        status(scene).map(SceneView::chip).orElse(Html.EMPTY),
        messages.html(key + ".why"),
        lanes.heads(),
        steps(scene),
        Html.join(scene.tokens().stream().map(token::show)));
  }

  /// A status in a colour that tells good from bad.
  static Html chip(int status) {
    return Html.of(
        "<span class=\"chip s{}\">{} {}</span>", status / 100, status, WireView.reason(status));
  }

  /// The status that a scene is about: the first that refuses something, else the last.
  private static Optional<Integer> status(Scene scene) {
    List<Integer> all =
        scene.steps().stream()
            .<Integer>mapMulti((step, statuses) -> {
              if (step instanceof Step.BackChannel back) {
                statuses.accept(back.exchange().status());
              }
            })
            .toList();
    return all.stream()
        .filter(status -> status >= 400)
        .findFirst()
        .or(() -> all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()));
  }

  /// All steps; only messages are numbered.
  private Html steps(Scene scene) {
    List<Html> all = new ArrayList<>();
    int number = 1;
    for (Step step : scene.steps()) {
      all.add(step(number, step));
      number += step instanceof Step.Stopped ? 0 : 1;
    }
    return Html.join(all.stream());
  }

  private Html step(int number, Step step) {
    return switch (step) {
      case Step.BackChannel back -> backChannel(number, back);
      case Step.FrontChannel front -> frontChannel(number, front);
      case Step.Unseen unseen ->
          Html.of(
              "<div class=\"message\">{}<p class=\"explained\">{}</p></div>",
              lanes.arrow(
                  unseen.from(),
                  unseen.to(),
                  "unseen",
                  Html.text(number + " · " + messages.text("step." + unseen.key() + ".title"))),
              messages.html("step." + unseen.key()));
      case Step.Stopped stopped ->
          Html.of(
              "<p class=\"stopped\"><strong>{}</strong> <code>{}</code></p>",
              messages.text("stopped"),
              stopped.description());
    };
  }

  private Html backChannel(int number, Step.BackChannel step) {
    Exchange exchange = step.exchange();
    return message(
        !ROUTINE.contains(step.key()),
        Html.join(
            lanes.arrow(Role.CLIENT, step.to(), "request", Html.text(number + " · " + label(step))),
            lanes.arrow(step.to(), Role.CLIENT, "answer", chip(exchange.status()))),
        messages.html("step." + step.key()),
        Html.of(
            """
            <div class="wire"><div><h4>{}</h4>{}</div><div><h4>{}</h4>{}</div></div>
            """,
            sent(Role.CLIENT, step.to()),
            wire.request(exchange),
            sent(step.to(), Role.CLIENT),
            wire.response(exchange)));
  }

  private String label(Step.BackChannel step) {
    return ROUTINE.contains(step.key())
        ? "GET " + messages.text("step." + step.key() + ".title")
        : step.exchange().method() + " " + step.exchange().uri().getRawPath();
  }

  private Html frontChannel(int number, Step.FrontChannel step) {
    return message(
        true,
        lanes.arrow(
            step.from(),
            step.to(),
            "browser",
            Html.text(number + " · " + messages.text("step." + step.key() + ".title"))),
        messages.html("step." + step.key()),
        Html.of(
            "<div class=\"wire one\"><div><h4>{}</h4>{}</div></div>",
            messages.text("by-browser", lanes.name(step.from()), lanes.name(step.to())),
            wire.carried(step)));
  }

  private String sent(Role from, Role to) {
    return messages.text("from-to", lanes.name(from), lanes.name(to));
  }

  private static Html message(boolean open, Html summary, Html explanation, Html wire) {
    return Html.of(
        """
        <details class="message"{}><summary>{}</summary>
        <p class="explained">{}</p>
        {}</details>
        """,
        open ? new Html(" open") : Html.EMPTY,
        summary,
        explanation,
        wire);
  }
}
