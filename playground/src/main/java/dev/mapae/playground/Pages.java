package dev.mapae.playground;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The pages of the playground.
final class Pages {
  private final Cast cast;
  private final Assets assets;
  private final InstantSource clock;

  Pages(Cast cast, Assets assets) {
    this.cast = cast;
    this.assets = assets;
    this.clock = cast.environment().clock();
  }

  /// The four roles and the flows to choose from.
  Html home(Messages messages) {
    return frame(
        messages,
        "/",
        messages.text("home.title"),
        Html.of(
            """
            <section class="hero"><h1>{}</h1><p class="lead">{}</p></section>
            <section><h2>{}</h2><div class="roles">{}</div></section>
            <section><h2>{}</h2><div class="flows">{}</div></section>
            <section class="notes"><h2>{}</h2><p>{}</p><p>{}</p></section>
            """,
            messages.text("home.title"),
            messages.html("home.lead"),
            messages.text("home.roles"),
            Html.join(Arrays.stream(Role.values()).map(role -> role(messages, role))),
            messages.text("home.flows"),
            Html.join(Arrays.stream(Flow.values()).map(flow -> flow(messages, flow))),
            messages.text("home.secrets"),
            messages.html("home.secrets.text"),
            messages.html("home.local-only")));
  }

  /// A flow: what can be done, and the scenes that were played.
  Html flow(Messages messages, Flow flow, Session session) {
    String key = "flow." + flow.id();
    List<Scene> scenes = session.scenes(flow);
    SceneView view = new SceneView(messages, new TokenView(messages, clock));
    return frame(
        messages,
        flow.path(),
        messages.text(key + ".title"),
        Html.of(
            """
            <h1>{}</h1><p class="lead">{}</p>
            <div class="columns">
            <div class="panel">{}</div>
            <section class="conversation" aria-label="{}">{}</section>
            </div>
            """,
            messages.text(key + ".title"),
            messages.html(key + ".lead"),
            new Panel(messages, flow, session).show(),
            messages.text("conversation"),
            scenes.isEmpty()
                ? preview(messages, flow)
                : Html.of(
                    "<p class=\"small\">{}</p>{}",
                    messages.html("conversation.honest"),
                    Html.join(
                        IntStream.range(0, scenes.size())
                            .mapToObj(i -> view.show(scenes.get(i), i == scenes.size() - 1))))));
  }

  /// A page that says what went wrong.
  ///
  /// @param key which message says it
  Html mistake(Messages messages, String key) {
    return frame(
        messages,
        "/",
        messages.text(key + ".title"),
        Html.of(
            "<h1>{}</h1><p class=\"lead\">{}</p><p><a class=\"button\" href=\"/\">{}</a></p>",
            messages.text(key + ".title"),
            messages.html(key),
            messages.text("to-start")));
  }

  private Html role(Messages messages, Role role) {
    String key = "role." + role.id();
    String address =
        switch (role) {
          case RESOURCE_OWNER -> messages.text(key + ".address");
          case CLIENT -> cast.redirectUri().resolve("/").toString();
          case AUTHORIZATION_SERVER -> cast.issuer();
          case RESOURCE_SERVER -> cast.api().toString();
        };
    return Html.of(
        """
        <article class="role {}"><h3>{}{}</h3><p class="address"><code>{}</code></p>
        <p>{}</p></article>
        """,
        role.id(),
        Lanes.icon(role),
        messages.text(key),
        address,
        messages.html(key + ".does"));
  }

  private static Html flow(Messages messages, Flow flow) {
    String key = "flow." + flow.id();
    return Html.of(
        """
        <article class="flow"><h3>{}</h3><p>{}</p>
        <p><a class="button primary" href="{}">{}</a></p></article>
        """,
        messages.text(key + ".title"),
        messages.html(key + ".lead"),
        flow.path(),
        messages.text("flow.open"));
  }

  /// What is about to happen, before anything has.
  private static Html preview(Messages messages, Flow flow) {
    Lanes lanes = new Lanes(messages);
    Html arrows =
        switch (flow) {
          case CLIENT_CREDENTIALS ->
              Html.join(
                  preview(lanes, messages, Role.CLIENT, Role.AUTHORIZATION_SERVER, "cc.1"),
                  preview(lanes, messages, Role.AUTHORIZATION_SERVER, Role.CLIENT, "cc.2"),
                  preview(lanes, messages, Role.CLIENT, Role.RESOURCE_SERVER, "cc.3"),
                  preview(lanes, messages, Role.RESOURCE_SERVER, Role.CLIENT, "cc.4"));
          case AUTHORIZATION_CODE ->
              Html.join(
                  preview(lanes, messages, Role.CLIENT, Role.AUTHORIZATION_SERVER, "ac.1"),
                  preview(lanes, messages, Role.RESOURCE_OWNER, Role.AUTHORIZATION_SERVER, "ac.2"),
                  preview(lanes, messages, Role.AUTHORIZATION_SERVER, Role.CLIENT, "ac.3"),
                  preview(lanes, messages, Role.CLIENT, Role.AUTHORIZATION_SERVER, "ac.4"),
                  preview(lanes, messages, Role.AUTHORIZATION_SERVER, Role.CLIENT, "ac.5"),
                  preview(lanes, messages, Role.CLIENT, Role.RESOURCE_SERVER, "ac.6"),
                  preview(lanes, messages, Role.RESOURCE_SERVER, Role.CLIENT, "ac.7"));
        };
    return Html.of(
        "<div class=\"preview\"><p>{}</p>{}{}</div>",
        messages.html("preview"),
        lanes.heads(),
        arrows);
  }

  private static Html preview(Lanes lanes, Messages messages, Role from, Role to, String key) {
    return lanes.arrow(from, to, "unseen", messages.html("preview." + key));
  }

  private Html frame(Messages messages, String path, String title, Html content) {
    return Html.of(
        """
        <!DOCTYPE html>
        <html lang="{}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{} · {}</title>
        <link rel="icon" href="{}" type="image/svg+xml">
        <link rel="stylesheet" href="{}">
        </head>
        <body>
        <a class="skip" href="#main">{}</a>
        <header class="bar"><div class="inside">
        <a class="brand" href="/"><img src="{}" alt="" width="32" height="32">{}</a>
        <nav aria-label="{}">{}</nav>
        <p class="languages">{}</p>
        </div></header>
        <main id="main" class="inside">
        {}
        </main>
        </body>
        </html>
        """,
        messages.language().tag(),
        title,
        messages.text("product"),
        assets.icon(),
        assets.styleSheet(),
        messages.text("skip"),
        assets.icon(),
        messages.text("product"),
        messages.text("navigation"),
        Html.join(Arrays.stream(Flow.values()).map(flow -> link(messages, flow, path))),
        Html.join(Arrays.stream(Language.values()).map(other -> language(messages, other, path))),
        content);
  }

  private static Html link(Messages messages, Flow flow, String path) {
    return Html.of(
        "<a href=\"{}\"{}>{}</a>",
        flow.path(),
        flow.path().equals(path) ? new Html(" aria-current=\"page\"") : Html.EMPTY,
        messages.text("flow." + flow.id() + ".short"));
  }

  private static Html language(Messages messages, Language other, String path) {
    return other == messages.language()
        ? Html.of("<span aria-current=\"true\">{}</span>", other.endonym())
        : Html.of(
            "<a href=\"{}?lang={}\" lang=\"{}\" hreflang=\"{}\">{}</a>",
            path,
            other.tag(),
            other.tag(),
            other.tag(),
            other.endonym());
  }
}
