package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.http.Binding.CertificateFiles;
import dev.mapae.distribution.http.Listener;
import dev.mapae.distribution.outbound.OutboundAllowed;
import dev.mapae.distribution.settings.SettingsReader.Use;
import dev.mapae.resourceowner.Looks;
import dev.mapae.storage.DatabaseAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that the configuration file says, read and checked.
///
/// @param issuer the base of every endpoint
/// @param profile the least that every client meets
/// @param listen where the public listener is
/// @param tls how it speaks TLS; without it a proxy does, or the issuer is on loopback
/// @param management where `/metrics` is
/// @param database where it is
/// @param keyEncryptionKeys 32 bytes each: the first seals, all open; none when the key is in the
///   file `kek` beside the database
/// @param keyRotation how long a key is used; empty when only commands make successors
/// @param trustedProxies whose `X-Forwarded-For` is believed
/// @param outboundAllowed what the server may call beyond public addresses
/// @param passwordHashing what a person's password costs
/// @param breachedPasswords those that are known to have leaked
/// @param trustedIssuers whose assertions clients may bring
/// @param requirePushedAuthorizationRequests whether no client may ask in another way
/// @param requireSignedRequestObject whether no client may ask without signing
/// @param requireDpopNonce whether DPoP proofs need a nonce of this server
/// @param mutualTls how the certificates of clients are judged; empty where none can come in
/// @param clientCertificateHeader where trusted proxies name them
/// @param registration who may register clients
/// @param peopleMayRegister whether people may make an account for themselves
/// @param secondFactor who must sign in with more than a password
/// @param upstreamProviders by which people may sign in
/// @param signIn by what people may sign in
/// @param interaction where people sign in; empty where they do on our own pages
/// @param mail how mails go out; empty where none do
/// @param lifetimes of what the server hands out
/// @param openIdScopes what is added to the scopes of OpenID Connect
/// @param declarations clients, people and resources
/// @param looks how the pages look, and what they say in place of ours
public record Settings(
    Issuer issuer,
    Profile profile,
    Listener listen,
    Optional<CertificateFiles> tls,
    Listener management,
    DatabaseAddress database,
    List<byte[]> keyEncryptionKeys,
    Optional<Duration> keyRotation,
    List<AddressRange> trustedProxies,
    OutboundAllowed outboundAllowed,
    Passwords.Cost passwordHashing,
    Optional<BreachedPasswordsFile> breachedPasswords,
    List<TrustedIssuer> trustedIssuers,
    boolean requirePushedAuthorizationRequests,
    boolean requireSignedRequestObject,
    boolean requireDpopNonce,
    Optional<MutualTls> mutualTls,
    Optional<String> clientCertificateHeader,
    RegistrationPolicy registration,
    boolean peopleMayRegister,
    SecondFactorPolicy secondFactor,
    List<UpstreamProvider> upstreamProviders,
    SignInPolicy signIn,
    Optional<SignInElsewhere> interaction,
    Optional<MailSettings> mail,
    Lifetimes lifetimes,
    List<OpenIdScope> openIdScopes,
    Declarations declarations,
    Looks looks) {

  public Settings {
    keyEncryptionKeys = List.copyOf(keyEncryptionKeys);
    trustedProxies = List.copyOf(trustedProxies);
    trustedIssuers = List.copyOf(trustedIssuers);
    upstreamProviders = List.copyOf(upstreamProviders);
    openIdScopes = List.copyOf(openIdScopes);
  }

  /// What came of reading a file.
  public sealed interface Outcome {
    /// Each as `FILE:LINE: text`: what the server does without.
    List<String> warnings();

    /// The server can start.
    record Usable(Settings settings, List<String> warnings) implements Outcome {}

    /// It cannot.
    ///
    /// @param mistakes each as `FILE:LINE: what is wrong and how to mend it`, in the order of the
    ///   file
    record Unusable(List<String> mistakes, List<String> warnings) implements Outcome {}
  }

  /// Reads a configuration file for production.
  ///
  /// Relative paths in it are relative to its own folder.
  ///
  /// @param file named in every mistake just as it is here
  /// @param environment for `${NAME}`
  public static Outcome read(Path file, Map<String, String> environment) {
    return SettingsReader.read(file, environment, Use.PRODUCTION);
  }

  /// Reads a configuration file as [#read] does, for somebody who looks for what its clients fail
  /// of a profile: that is no mistake here.
  public static Outcome readToExamine(Path file, Map<String, String> environment) {
    return SettingsReader.read(file, environment, Use.EXAMINATION);
  }

  /// Reads the configuration of the demonstration, whose well-known secrets are fine there.
  ///
  /// @param name to call it in mistakes
  /// @param folder what relative paths are relative to
  public static Outcome readDemonstration(
      String name, String text, Path folder, Map<String, String> environment) {
    return new SettingsReader(name, folder, environment, Use.DEMONSTRATION).read(text);
  }

  /// Whether clients are asked for a certificate when they connect: only where `tls` has a
  /// `client_ca`.
  public boolean asksForCertificates() {
    return tls.isPresent()
        && mutualTls.filter(mutual -> !mutual.authorities().isEmpty()).isPresent();
  }

  /// The same with another management listener.
  public Settings withManagement(Listener management) {
    return new Settings(
        issuer,
        profile,
        listen,
        tls,
        management,
        database,
        keyEncryptionKeys,
        keyRotation,
        trustedProxies,
        outboundAllowed,
        passwordHashing,
        breachedPasswords,
        trustedIssuers,
        requirePushedAuthorizationRequests,
        requireSignedRequestObject,
        requireDpopNonce,
        mutualTls,
        clientCertificateHeader,
        registration,
        peopleMayRegister,
        secondFactor,
        upstreamProviders,
        signIn,
        interaction,
        mail,
        lifetimes,
        openIdScopes,
        declarations,
        looks);
  }

  /// Tells nothing of the keys.
  @Override
  public String toString() {
    return "Settings[" + issuer.value() + "]";
  }
}
