package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// What is kept with a link by which somebody signs in, sealed for its id: in which browser it was
/// asked for, for which request, and the code beside it. Who has the database reads none of it.
record AskedLinks(MailedLinks links, Sealing sealing) {
  /// Where somebody asked for a link.
  ///
  /// @param place the flow; nothing in the request says it, which may be of anybody's making
  /// @param visit with the first sight of the request, so that `prompt=login` and `max_age` are met
  ///   as by any other sign-in
  /// @param code `WDJB-MJHT`
  record Asked(SignInPlace place, Visit visit, String code) {
    /// Whether it is this browser.
    boolean isBy(Visit other) {
      return !other.isNew() && SecretKey.same(visit.browser(), other.browser());
    }

    /// Whether it is this browser with this request in this flow.
    boolean isOf(Visit other, SignInPlace flow) {
      return isBy(other)
          && place.equals(flow)
          && visit.parameters().encode().equals(other.parameters().encode());
    }

    /// Tells nothing of the code.
    @Override
    public String toString() {
      return "Asked";
    }
  }

  String sealed(String id, Asked asked) {
    String text =
        Parameters.empty()
            .with("place", asked.place().signIn())
            .with("browser", asked.visit().browser())
            .with("seen", String.valueOf(asked.visit().firstSight().toEpochMilli()))
            .with("request", asked.visit().parameters().encode())
            .with("code", asked.code())
            .encode();
    return sealing.seal(use(id), text.getBytes(StandardCharsets.UTF_8));
  }

  Optional<Asked> of(MailLink link) {
    return links
        .asked(link)
        .flatMap(sealed -> sealing.open(use(link.id()), sealed))
        .map(text -> Parameters.parse(new String(text, StandardCharsets.UTF_8)))
        .map(p ->
            new Asked(
                SignInPlace.at(p.required("place")),
                new Visit(
                    Parameters.parse(p.required("request")),
                    p.required("browser"),
                    false,
                    Instant.ofEpochMilli(Long.parseLong(p.required("seen")))),
                p.required("code")));
  }

  private static String use(String id) {
    return "sign_in_link\n" + id;
  }
}
