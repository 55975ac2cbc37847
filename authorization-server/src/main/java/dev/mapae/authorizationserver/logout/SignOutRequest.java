package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.authorize.VerifiedRedirectUri;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;

/// What a client asks for that sends a person to sign out. OpenID Connect RP-Initiated Logout §2.
///
/// @param client empty when nobody sent them, or one that does not say who it is
/// @param backTo where the person goes then; only to a client that is known
/// @param state handed back with it
record SignOutRequest(
    Optional<Client> client, Optional<VerifiedRedirectUri> backTo, Optional<String> state) {

  /// The URL that the person goes to then.
  Optional<String> location() {
    return backTo.map(uri ->
        state.map(s -> uri.withQuery(Parameters.empty().with("state", s))).orElse(uri.value()));
  }

  /// Whether nobody here vouches for where the person goes then. Whoever registers a client must
  /// not have a link here that sends people to them at once (RFC 9700 §4.11.2).
  boolean isOfStranger() {
    return client.filter(Client::isSelfRegistered).isPresent();
  }

  /// Where the person goes then, as they can read it.
  Optional<Destination> destination() {
    return backTo.map(VerifiedRedirectUri::host).map(Destination.Redirect::new);
  }

  List<String> formTargets() {
    return backTo.stream().map(VerifiedRedirectUri::formTarget).toList();
  }

  /// What has to travel to the sign-out page: not the ID token, which has served its purpose.
  Parameters travelling(Optional<String> uiLocales) {
    Parameters parameters = Parameters.empty();
    if (client.isPresent()) {
      parameters = parameters.with("client_id", client.get().id());
    }
    if (backTo.isPresent()) {
      parameters = parameters.with("post_logout_redirect_uri", backTo.get().value());
    }
    if (state.isPresent()) {
      parameters = parameters.with("state", state.get());
    }
    return uiLocales.isPresent() ? parameters.with("ui_locales", uiLocales.get()) : parameters;
  }
}
