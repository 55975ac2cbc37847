package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.account.Accounts;
import dev.mapae.authorizationserver.account.NewAccount;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Makes people known here who come from a provider by which they may make an account.
///
/// @param requireVerifiedAddress whether nobody has an account here without one
public record NewPeople(
    Accounts accounts,
    Stores stores,
    Journal journal,
    Audit audit,
    boolean requireVerifiedAddress) {
  /// What came of it.
  sealed interface Result {
    /// There is one more person.
    ///
    /// @param identity the id of the account there, by which they sign in
    record Made(Holder holder, String identity) implements Result {}

    record Refused(Fault fault) implements Result {}

    /// They have to sign in to an account that there is.
    record NotAllowed() implements Result {}
  }

  /// Whether somebody here has the address that the provider proved to be theirs.
  boolean isKnown(UpstreamProvider provider, Told told) {
    return proven(provider, told)
        .flatMap(address -> stores.people().findToSignIn(address.value()))
        .isPresent();
  }

  /// Whether somebody may make an account.
  boolean mayMake(UpstreamProvider provider, Told told) {
    return provider.createsAccounts()
        && (!requireVerifiedAddress || proven(provider, told).isPresent())
        && !isKnown(provider, told);
  }

  /// The address, where the word of the provider counts as proof. Any other is left out.
  private static Optional<MailAddress> proven(UpstreamProvider provider, Told told) {
    return provider.trustVerifiedEmail() ? told.verifiedAddress() : Optional.empty();
  }

  /// A username to begin with; empty for none.
  String proposed(Told told) {
    return told.username().filter(NewAccount::mayBeUsername).orElse("");
  }

  /// Makes somebody known.
  ///
  /// @param identity that becomes theirs
  /// @param fact what the audit says of it
  Result make(
      Request request,
      UpstreamProvider provider,
      Told told,
      UpstreamIdentity identity,
      AuditEvent fact) {
    if (!mayMake(provider, told)) {
      return new Result.NotAllowed();
    }
    NewAccount chosen = NewAccount.of(form(request, provider, told));
    return switch (accounts.createWithoutPassword(
        request.remoteAddress(), chosen, person -> add(request, person, identity))) {
      case Accounts.Result.Created(var person) -> {
        audit.record(fact.with("sub", person.subject()));
        yield new Result.Made(new Holder(person, List.of()), identity.id());
      }
      case Accounts.Result.Refused(var fault) -> {
        audit.record(
            AuditEvent.of(AuditEvent.Type.PERSON_REGISTRATION_REFUSED, request, fact.facts())
                .with("reason", fault.name().toLowerCase(Locale.ROOT)));
        yield new Result.Refused(fault);
      }
    };
  }

  private static Parameters form(Request request, UpstreamProvider provider, Told told) {
    Parameters form = Parameters.empty();
    Optional<String> username = request.form().one("username");
    if (username.isPresent()) {
      form = form.with("username", username.get());
    }
    if (told.name().isPresent()) {
      form = form.with("name", told.name().get());
    }
    Optional<MailAddress> address = proven(provider, told);
    return address.isPresent() ? form.with("email", address.get().value()) : form;
  }

  private boolean add(Request request, Person person, UpstreamIdentity identity) {
    UpstreamIdentity theirs =
        new UpstreamIdentity(
            identity.id(),
            person.subject(),
            identity.provider(),
            identity.providerSubject(),
            identity.label(),
            identity.createdAt(),
            Optional.empty());
    return stores
        .upstreamIdentities()
        .add(
            person,
            theirs,
            journal.of(Activity.Kind.UPSTREAM_CONNECTED, request, person.subject()));
  }
}
