package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.http.Listener;
import dev.mapae.distribution.outbound.OutboundAllowed;
import dev.mapae.distribution.settings.Settings.Outcome;
import dev.mapae.distribution.settings.TlsReader.Tls;
import dev.mapae.resourceowner.Looks;
import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Maps the file to [Settings], key by key.
final class SettingsReader {
  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final Listener LISTEN = new Listener("127.0.0.1", 9000);
  private static final Listener MANAGEMENT = new Listener("127.0.0.1", 9010);
  private static final Listener OTHER_MANAGEMENT = new Listener("127.0.0.1", 9011);

  private final Mistakes mistakes;
  private final Path folder;
  private final Secrets secrets;
  private final YamlReader yaml;
  private final Use use;

  /// What a file is read for.
  enum Use {
    PRODUCTION,
    DEMONSTRATION,
    /// To say what its clients fail of a profile: that is no mistake then.
    EXAMINATION
  }

  SettingsReader(String name, Path folder, Map<String, String> environment, Use use) {
    this.mistakes = new Mistakes(name);
    this.folder = folder;
    this.use = use;
    this.secrets = new Secrets(folder, use == Use.DEMONSTRATION, mistakes);
    this.yaml = new YamlReader(environment, mistakes);
  }

  static Outcome read(Path file, Map<String, String> environment, Use use) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.getRoot());
    SettingsReader reader = new SettingsReader(file.toString(), folder, environment, use);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        reader.mistakes.add(1, "the file has more than 4 MiB; shorten it");
        return reader.unusable();
      }
      return reader.read(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      reader.mistakes.add(1, "the file is not UTF-8; save it as UTF-8");
    } catch (IOException e) {
      reader.mistakes.add(1, "the file cannot be read; make it, or name another with --config");
    }
    return reader.unusable();
  }

  Outcome read(String text) {
    Optional<Yaml.Mapping> root = yaml.read(text);
    if (root.isEmpty()) {
      return unusable();
    }
    Section file = new Section(root.get(), "the file", mistakes);
    Optional<Issuer> issuer =
        file.required("issuer", "https://id.example.com").flatMap(this::issuer);
    Listener listen = listener(file, "listen").orElseGet(() -> preset(issuer));
    Listener management =
        listener(file, "management")
            .orElse(listen.clashesWith(MANAGEMENT) ? OTHER_MANAGEMENT : MANAGEMENT);
    if (listen.clashesWith(management)) {
      file.mistake(
          "management", "'management' and 'listen' are the same; choose another port for one");
    }
    DatabaseAddress database = new DatabaseReader(folder, secrets).read(file);
    List<byte[]> keys = keyEncryptionKeys(file);
    Optional<Duration> rotation = keyRotation(file);
    List<AddressRange> proxies = ranges(file, "trusted_proxies");
    TlsReader tlsReader = new TlsReader(file, folder, InstantSource.system());
    Tls tls = tlsReader.read(proxies);
    OutboundAllowed outbound =
        new OutboundAllowed(ranges(file, "outbound_allowed"), use == Use.DEMONSTRATION);
    if (!listen.isLoopback() && tlsReader.isInClear()) {
      inClear(file, issuer, !proxies.isEmpty());
    }
    Passwords.Cost hashing =
        file.section("password_hashing").map(this::hashing).orElse(Passwords.Cost.PRESET);
    Optional<BreachedPasswordsFile> breached = breachedPasswords(file);
    boolean requirePushed = file.flag("require_pushed_authorization_requests", false);
    boolean requireSigned = file.flag("require_signed_request_object", false);
    boolean requireDpopNonce = file.flag("require_dpop_nonce", false);
    RegistrationPolicy registration = RegistrationReader.read(file, tls, use == Use.DEMONSTRATION);
    boolean peopleMayRegister = file.flag("people_may_register", false);
    List<UpstreamProvider> upstreamProviders =
        UpstreamProvidersReader.readAll(file, secrets, issuer.map(Issuer::value).orElse(""));
    Optional<MailSettings> mail = MailReader.read(file, secrets);
    AuthenticationReader.Authentication authentication =
        AuthenticationReader.read(file, file.entry("mail").isPresent() || use == Use.DEMONSTRATION);
    if (peopleMayRegister && !authentication.signIn().has(SignInPolicy.Method.PASSWORD)) {
      file.mistake(
          "people_may_register",
          "'people_may_register' has people choose a password, and 'methods' lets nobody in by one; remove it, or add password there");
    }
    Lifetimes lifetimes = LifetimesReader.read(file);
    Profile profile = ProfileReader.read(file).orElse(Profile.OAUTH_2_1);
    Optional<Profiles> judging =
        Optional.of(new Profiles(profile, lifetimes)).filter(p -> use != Use.EXAMINATION);
    judging.ifPresent(profiles -> ProfileReader.judge(file, profiles));
    List<OpenIdScope> openIdScopes = OpenIdScopesReader.read(file);
    Declarations declarations =
        new DeclarationsReader(secrets, mistakes, tls, judging)
            .read(file, issuer.map(Issuer::value).orElse(""));
    DearerHashes.warn(file, hashing, declarations);
    Optional<SignInElsewhere> interaction =
        InteractionReader.read(file, declarations, peopleMayRegister);
    List<TrustedIssuer> trustedIssuers =
        TrustedIssuerReader.readAll(file, issuer.map(Issuer::value).orElse(""), declarations);
    Looks looks = new BrandingReader(folder, mistakes).read(file);
    file.noMore();
    if (!mistakes.isEmpty() || issuer.isEmpty()) {
      return unusable();
    }
    return new Outcome.Usable(
        new Settings(
            issuer.get(),
            profile,
            listen,
            tls.files(),
            management,
            database,
            keys,
            rotation,
            proxies,
            outbound,
            hashing,
            breached,
            trustedIssuers,
            requirePushed,
            requireSigned,
            requireDpopNonce,
            tls.mutualTls(),
            tls.header(),
            registration,
            peopleMayRegister,
            authentication.secondFactor(),
            upstreamProviders,
            authentication.signIn(),
            interaction,
            mail,
            lifetimes,
            openIdScopes,
            declarations,
            looks),
        mistakes.warningLines());
  }

  private Outcome unusable() {
    return new Outcome.Unusable(mistakes.lines(), mistakes.warningLines());
  }

  private Optional<Issuer> issuer(Yaml.Scalar scalar) {
    List<String> wrong = IssuerUrl.mistakes(scalar.value());
    wrong.forEach(m -> mistakes.add(scalar.line(), "'issuer' is '" + scalar.value() + "': " + m));
    return wrong.isEmpty() ? Optional.of(new Issuer(scalar.value())) : Optional.empty();
  }

  private static Listener preset(Optional<Issuer> issuer) {
    return issuer
        .filter(Issuer::isPlainHttp)
        .flatMap(i -> IssuerUrl.listener(i.value()))
        .orElse(LISTEN);
  }

  private Optional<Listener> listener(Section file, String key) {
    Optional<Yaml.Scalar> scalar = file.scalar(key);
    Optional<Listener> listener = scalar.map(Yaml.Scalar::value).flatMap(Listener::parse);
    if (scalar.isPresent() && listener.isEmpty()) {
      mistakes.add(
          scalar.get().line(),
          "'%s' is '%s', which is no address with a port; write it like 127.0.0.1:9000 or [::1]:9000"
              .formatted(key, scalar.get().value()));
    }
    return listener;
  }

  /// Passwords and tokens would cross the network for everybody to read.
  private static void inClear(Section file, Optional<Issuer> issuer, boolean proxied) {
    if (issuer.filter(Issuer::isPlainHttp).isPresent()) {
      file.mistake(
          "listen",
          "'listen' is open to other machines, in clear, though the http issuer is for this one alone; listen on 127.0.0.1, or give an https 'issuer' and 'tls'");
    } else if (!proxied) {
      file.warn(
          "listen",
          "'listen' is open to other machines, in clear; give 'tls', or name the proxy in front, which does TLS, in 'trusted_proxies'");
    }
  }

  private List<byte[]> keyEncryptionKeys(Section file) {
    List<byte[]> keys = new ArrayList<>();
    for (Yaml.Scalar scalar : file.oneOrMore("key_encryption_key")) {
      Optional<String> secret = secrets.read("key_encryption_key", scalar);
      Optional<byte[]> key = secret.flatMap(SettingsReader::key);
      if (secret.isPresent() && key.isEmpty()) {
        mistakes.add(
            scalar.line(),
            "'key_encryption_key' is not 32 bytes in base64; make one with: openssl rand -base64 32");
      }
      key.ifPresent(keys::add);
    }
    return keys;
  }

  private static Optional<byte[]> key(String base64) {
    try {
      byte[] key = Base64.getDecoder().decode(base64.strip().replace('-', '+').replace('_', '/'));
      return key.length == 32 ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> keyRotation(Section file) {
    String key = "key_rotation";
    return file.text(key).filter("never"::equals).isPresent()
        ? Optional.empty()
        : file.duration(key, Duration.ofDays(1), Duration.ofDays(3650))
            .or(() -> Optional.of(KeySchedule.PRESET_PERIOD));
  }

  private List<AddressRange> ranges(Section file, String key) {
    List<AddressRange> ranges = new ArrayList<>();
    for (Yaml.Scalar scalar : file.list(key)) {
      AddressRange.parse(scalar.value())
          .ifPresentOrElse(
              ranges::add,
              () ->
                  mistakes.add(
                      scalar.line(),
                      "'%s' has '%s', which is no range of addresses; write it like 10.0.0.0/8 or ::1/128"
                          .formatted(key, scalar.value())));
    }
    return ranges;
  }

  private Optional<BreachedPasswordsFile> breachedPasswords(Section file) {
    Optional<BreachedPasswordsFile> named =
        file.scalar("breached_passwords")
            .map(scalar -> new BreachedPasswordsFile(folder.resolve(scalar.value())));
    named
        .map(BreachedPasswordsFile::fault)
        .filter(fault -> !fault.isEmpty())
        .ifPresent(fault -> file.mistake("breached_passwords", "'breached_passwords' " + fault));
    return named;
  }

  private Passwords.Cost hashing(Section s) {
    Passwords.Cost preset = Passwords.Cost.PRESET;
    Passwords.Cost hashing =
        new Passwords.Cost(
            s.kibibytes("memory", preset.memoryKib(), 7 * 1024, 1024 * 1024),
            s.number("iterations", preset.iterations(), 1, 10),
            s.number("parallelism", preset.parallelism(), 1, 16));
    if ((long) hashing.memoryKib() * hashing.iterations() > Passwords.Cost.MOST_KIB) {
      s.mistake(
          "memory",
          "'memory' times 'iterations' is more than %dMiB; lower one"
              .formatted(Passwords.Cost.MOST_KIB / 1024));
    }
    s.noMore();
    return hashing;
  }
}
