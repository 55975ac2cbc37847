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
import java.util.function.UnaryOperator;

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
  public record Recipient(Person person, MailAddress address) {
    /// Somebody at the address that they proved to be theirs.
    public static Optional<Recipient> of(Person person) {
      return person.verifiedAddress().map(address -> new Recipient(person, address));
    }
  }

  /// Sends a link.
  ///
  /// @param to empty for nobody, which costs as much as somebody
  /// @param letter with the link in it
  public void send(Purpose purpose, Optional<Recipient> to, Function<String, Letter> letter) {
    send(purpose, to.map(Recipient::person), to.map(Recipient::address), letter);
  }

  /// Sends a link by which somebody signs in.
  ///
  /// @param to empty for nobody, as above
  /// @param asked what is kept with it, sealed for its id
  /// @return its id, by which nobody can use it
  public String sendToSignIn(
      Optional<Recipient> to, UnaryOperator<String> asked, Function<String, Letter> letter) {
    MailLink link = link(Purpose.SIGN_IN, to.map(Recipient::person), to.map(Recipient::address));
    rows.add(
        link,
        Optional.of(asked.apply(link.id())),
        outbox.row(
            to.map(Recipient::address), letter.apply(url(link)), Purpose.SIGN_IN.lifetime()));
    return link.id();
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
    MailLink link = link(purpose, whose, to);
    rows.add(link, outbox.row(to, letter.apply(url(link)), purpose.lifetime()));
  }

  private MailLink link(Purpose purpose, Optional<Person> whose, Optional<MailAddress> to) {
    return new MailLink(
        ids.next(),
        purpose,
        whose.map(Person::subject).orElseGet(ids::next),
        whose.flatMap(_ -> to).map(MailAddress::value).orElse(""),
        clock.instant().plus(purpose.lifetime()));
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

  /// The link by which somebody signs in, of whom the page that waits says which it is.
  ///
  /// @return empty for one that is over, or was used
  public Optional<MailLink> waitedFor(String id) {
    return rows.find(id, clock.instant()).filter(link -> link.purpose() == Purpose.SIGN_IN);
  }

  /// What was kept with a link by which somebody signs in.
  public Optional<String> asked(MailLink link) {
    return rows.asked(link, clock.instant());
  }

  /// Whether one more code may be tried in place of it; it counts.
  public boolean tryCode(MailLink link) {
    return rows.tryCode(link, clock.instant());
  }

  /// Spends a link by which somebody signs in.
  ///
  /// @return false when it was used before, or is over
  public boolean spend(MailLink link) {
    return rows.spend(link, clock.instant());
  }

  /// The page on which a link is used.
  public static String path(Purpose purpose) {
    return switch (purpose) {
      case RESET_PASSWORD -> Paths.RESET_PASSWORD;
      case CONFIRM_ADDRESS, CHANGE_ADDRESS -> Paths.CONFIRM_ADDRESS;
      case SIGN_IN -> Paths.EMAIL_SIGN_IN_LINK;
    };
  }
}
