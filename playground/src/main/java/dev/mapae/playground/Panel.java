package dev.mapae.playground;

import java.util.Optional;

/// The buttons of a flow. Each is a form of its own, so that it works without script.
final class Panel {
  private final Messages messages;
  private final Flow flow;
  private final Session session;

  Panel(Messages messages, Flow flow, Session session) {
    this.messages = messages;
    this.flow = flow;
    this.session = session;
  }

  Html show() {
    return Html.join(
        group(Action.Group.PLAY),
        group(Action.Group.GO_ON),
        group(Action.Group.BREAK),
        session.scenes(flow).isEmpty() ? Html.EMPTY : group(Action.Group.FORGET));
  }

  private Html group(Action.Group group) {
    return Html.of(
        "<section class=\"group {}\"><h2>{}</h2>{}{}</section>",
        group.id(),
        messages.text("group." + group.id()),
        messages
            .optional("group." + group.id() + "." + flow.id())
            .map(words -> Html.of("<p>{}</p>", words))
            .orElse(Html.EMPTY),
        Html.join(Action.of(flow, group).stream().map(this::button)));
  }

  private Html button(Action action) {
    Optional<Session.Holding> holding = session.holding(flow);
    boolean idle = action.needsToken() && holding.isEmpty();
    boolean mayWrite =
        holding.filter(held -> held.tokens().scope().contains("playlist.write")).isPresent();
    boolean allowed = action == Action.ADD && mayWrite;
    int status = allowed ? 201 : action.expectedStatus();
    return Html.of(
        """
        <form method="post" action="{}/{}">
        <input type="hidden" name="form_token" value="{}">
        <button id="{}"{}{}><span>{}</span>{}</button>
        </form>
        """,
        flow.path(),
        action.id(),
        session.formToken(),
        action.id(),
        action == Action.PLAY ? new Html(" class=\"primary\"") : Html.EMPTY,
        idle ? new Html(" disabled") : Html.EMPTY,
        allowed ? messages.text("action.add.allowed") : label(action),
        action == Action.PLAY || action == Action.FORGET ? Html.EMPTY : chip(status));
  }

  private String label(Action action) {
    return messages.text(
        "action."
            + (action == Action.PLAY || action == Action.MORE_SCOPE
                ? action.id() + "." + flow.id()
                : action.id()));
  }

  private static Html chip(int status) {
    return Html.of("<span class=\"chip s{}\">{}</span>", status / 100, status);
  }
}
