package dev.mapae.playground;

import java.util.Arrays;

/// Draws who speaks to whom: four columns, one for each role, and arrows between them.
final class Lanes {
  private final Messages messages;

  Lanes(Messages messages) {
    this.messages = messages;
  }

  /// The names above the columns.
  Html heads() {
    return Html.of(
        "<div class=\"lanes heads\" aria-hidden=\"true\">{}</div>",
        Html.join(
            Arrays.stream(Role.values())
                .map(role ->
                    Html.of(
                        "<span class=\"head {}\">{}{}</span>",
                        role.id(),
                        icon(role),
                        messages.text("role." + role.id() + ".short")))));
  }

  /// One arrow.
  ///
  /// @param kind `request`, `answer`, `browser` or `unseen`: how it is drawn
  /// @param label what stands on it
  Html arrow(Role from, Role to, String kind, Html label) {
    return Html.of(
        """
        <span class="lanes"><span class="arrow {} a{}{}"><span class="label">\
        <span class="sr">{}: </span>{}</span></span></span>\
        """,
        kind,
        from.column(),
        to.column(),
        messages.text("from-to", name(from), name(to)),
        label);
  }

  String name(Role role) {
    return messages.text("role." + role.id());
  }

  static Html icon(Role role) {
    String shapes =
        switch (role) {
          case RESOURCE_OWNER ->
              "<circle cx='12' cy='8' r='4'/><path d='M4 21c0-5 4-7 8-7s8 2 8 7'/>";
          case CLIENT ->
              "<rect x='3' y='4' width='18' height='16' rx='2'/><path d='M3 9h18M6.5 6.5h.01M9.5 6.5h.01'/>";
          case AUTHORIZATION_SERVER ->
              "<circle cx='8' cy='15' r='4.5'/><path d='M11.5 12 20 3.5M16 7.5l3 3'/>";
          case RESOURCE_SERVER ->
              "<path d='M9 18V5l11-2v13'/><circle cx='6' cy='18' r='3'/><circle cx='17' cy='16' r='3'/>";
        };
    return new Html(
        "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">" + shapes + "</svg>");
  }
}
