package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.authentication.KnownBrowsers;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.mail.MailedLinks.Recipient;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.pace.Paces.Count;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;
import java.util.Optional;

/// How many mails one person or mailbox gets that strangers may cause, and how few of them keep
/// nobody from theirs by that.
record MailPaces(Outbox outbox, Paces paces, KnownBrowsers known) {
  /// Whether one more mail for a new password is within the pace of where it is asked for; then it
  /// counts.
  boolean admitPasswordFrom(Request request) {
    return outbox.admitsStranger(request.remoteAddress(), Kind.FORGOTTEN_OF_NETWORK, List.of());
  }

  /// The same of one with a link to sign in.
  boolean admitLinkFrom(Request request) {
    return outbox.admitsStranger(request.remoteAddress(), Kind.LINKS_OF_NETWORK, List.of());
  }

  /// Whether one more mail for a new password is within the pace of whom it goes to; then it
  /// counts.
  ///
  /// @param found whoever it leads to; nobody costs as much as somebody
  /// @param typed by whoever asks
  boolean admitPassword(Optional<Recipient> found, String typed) {
    return paces.admitsAtOneCost(
        List.of(paces.of(Kind.FORGOTTEN_OF_PERSON, whose(found, typed))),
        found.isPresent(),
        Person.folded(typed));
  }

  /// The same of one with a link to sign in. Who asks in a browser in which they signed in before
  /// is kept from it by no stranger, but by whoever signed in as them elsewhere.
  boolean admitLink(Request request, Optional<Recipient> found, String typed) {
    String whose = whose(found, typed);
    String site = Pace.site(request.remoteAddress());
    List<Count> counts =
        known
            .name(request, whose)
            .map(name ->
                List.of(
                    paces.of(Kind.LINKS_OF_PERSON_AND_BROWSER, name + " " + whose),
                    // All of these together, apart from all others: whoever could sign in once may
                    // have made many. What is of nobody, and begins so too, counts nowhere.
                    paces.of(Kind.LINKS_OF_PERSON, "\n" + whose)))
            .orElseGet(() ->
                List.of(
                    paces.of(Kind.LINKS_OF_PERSON_AND_SITE, site + " " + whose),
                    paces.of(Kind.LINKS_OF_PERSON, whose)));
    return paces.admitsAtOneCost(counts, found.isPresent(), Person.folded(typed));
  }

  private static String whose(Optional<Recipient> found, String typed) {
    return found.map(r -> r.person().subject()).orElse("\n" + Person.folded(typed));
  }

  /// The same of one that confirms an address. What is refused counts nowhere, so that nobody uses
  /// up what the mailboxes of others may get.
  ///
  /// @param person who need not be signed in
  boolean admitProof(Request request, Person person, MailAddress address) {
    if (known.name(request, person.subject()).isPresent()) {
      return admitProofOfSignedIn(request, person, address);
    }
    String mailbox = address.mailbox();
    String site = Pace.site(request.remoteAddress());
    return admitProof(
        request,
        List.of(
            paces.of(Kind.PROOFS_OF_MAILBOX_AND_SITE, site + " " + mailbox),
            paces.of(Kind.PROOFS_OF_MAILBOX, mailbox)));
  }

  /// The same where the person is signed in, or did so in this browser before. Whoever makes many
  /// accounts is many of them: all together have a pace as well.
  boolean admitProofOfSignedIn(Request request, Person person, MailAddress address) {
    String mailbox = address.mailbox();
    String site = Pace.site(request.remoteAddress());
    return admitProof(
        request,
        List.of(
            paces.of(Kind.PROOFS_OF_PERSON, person.subject() + " " + mailbox),
            paces.of(Kind.PROOFS_OF_PEOPLE_AND_SITE, site + " " + mailbox),
            paces.of(Kind.PROOFS_OF_PEOPLE, mailbox)));
  }

  private boolean admitProof(Request request, List<Count> counts) {
    return outbox.admitsStranger(request.remoteAddress(), Kind.PROOFS_OF_NETWORK, counts);
  }

  /// Whether somebody is told once more that their address was typed by another; then it counts.
  /// That they are not is told to nobody, and costs as much.
  ///
  /// @param holder whose it is; nobody costs as much as somebody
  boolean admitNotice(Optional<Person> holder, MailAddress typed) {
    String mailbox = typed.mailbox();
    return paces.admitsAtOneCost(
        List.of(
            paces.of(Kind.NOTICES_OF_TYPED_ADDRESSES, holder.map(Person::subject).orElse(mailbox))),
        holder.isPresent(),
        mailbox);
  }
}
