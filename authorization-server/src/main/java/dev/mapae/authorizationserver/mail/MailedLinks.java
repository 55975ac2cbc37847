package dev.mapae.authorizationserver.mail;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.interaction.Letter;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.MailLinks;
import dev.mapae.authorizationserver.store.Person;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The links for one use that go out by mail, of every kind. What is in the mail is a handle, and
/// the row says for whom, for what, and where it went. They are below the configured issuer,
/// whatever a request says of the host.
public final class MailedLinks {
  private final Issuer issuer;
  private final MailLinks rows;
  private final Outbox outbox;
  private final Handles handles;
  private final Ids ids;
  private final InstantSource clock;

  public MailedLinks(
      Issuer issuer, MailLinks rows, Outbox outbox, Handles handles, Ids ids, InstantSource clock) {
    this.issuer = issuer;
    this.rows = rows;
    this.outbox = outbox;
    this.handles = handles;
    this.ids = ids;
    this.clock = clock;
  }

  /// Whom a link is for.
  public record Recipient(Person person, MailAddress address) {}

  /// Sends a link.
  ///
  /// @param to empty for nobody, which costs as much as somebody
  /// @param letter with the link in it
  public void send(Purpose purpose, Optional<Recipient> to, Function<String, Letter> letter) {
    send(purpose, to.map(Recipient::person), to.map(Recipient::address), letter);
  }

  /// Sends something else in place of a link, as quickly as a link: there is one, which nobody gets
  /// and which is good for nothing.
  ///
  /// @param to empty for nobody
  public void sendInstead(Purpose purpose, Optional<MailAddress> to, Letter letter) {
    send(purpose, Optional.empty(), to, _ -> letter);
  }

  private void send(
      Purpose purpose,
      Optional<Person> whose,
      Optional<MailAddress> to,
      Function<String, Letter> letter) {
    MailLink link =
        new MailLink(
            ids.next(),
            purpose,
            whose.map(Person::subject).orElseGet(ids::next),
            whose.flatMap(_ -> to).map(MailAddress::value).orElse(""),
            clock.instant().plus(purpose.lifetime()));
    rows.add(link, outbox.row(to, letter.apply(url(link)), purpose.lifetime()));
  }

  private String url(MailLink link) {
    return issuer.url(path(link.purpose())) + "?link=" + handles.make(Kind.MAIL_LINK, link.id(), 0);
  }

  /// Whether this server made a link, used or not, for whatever.
  public boolean isOurs(String presented) {
    return handles.read(Kind.MAIL_LINK, presented).isPresent();
  }

  /// The link that somebody presents.
  ///
  /// @return empty for one that is none of ours, is for something else, is over, or was used
  public Optional<MailLink> find(Set<Purpose> purposes, String presented) {
    return handles
        .read(Kind.MAIL_LINK, presented)
        .flatMap(handle -> rows.find(handle.id(), clock.instant()))
        .filter(link -> purposes.contains(link.purpose()));
  }

  /// The page on which a link is used.
  public static String path(Purpose purpose) {
    return switch (purpose) {
      case RESET_PASSWORD -> Paths.RESET_PASSWORD;
      case CONFIRM_ADDRESS, CHANGE_ADDRESS -> Paths.CONFIRM_ADDRESS;
    };
  }
}
