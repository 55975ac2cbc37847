package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.ClientOfIt;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads by which other providers people sign in: `upstream_providers`.
final class UpstreamProvidersReader {
  private static final String WITHOUT_AUTH_TIME = "insecure_without_auth_time";
  private static final String TRUSTED_AUDIENCES = "trusted_audiences";
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]+");
  private static final int MOST = 20;

  private final Section section;
  private final Secrets secrets;
  private final String own;

  private UpstreamProvidersReader(Section section, Secrets secrets, String own) {
    this.section = section;
    this.secrets = secrets;
    this.own = own;
  }

  /// @param own the issuer that the file is for
  static List<UpstreamProvider> readAll(Section file, Secrets secrets, String own) {
    Set<String> ids = new HashSet<>();
    Set<String> issuers = new HashSet<>();
    List<UpstreamProvider> all = new ArrayList<>();
    List<Section> sections = file.sections("upstream_providers", "an upstream provider");
    for (Section section : sections) {
      new UpstreamProvidersReader(section, secrets, own).read().ifPresent(all::add);
      section
          .text("id")
          .filter(id -> !ids.add(id))
          .ifPresent(
              _ -> section.mistake("id", "this 'id' is that of another one above; choose another"));
      section
          .text("issuer")
          .filter(issuer -> !issuers.add(issuer))
          .ifPresent(_ ->
              section.mistake("issuer", "this 'issuer' is above already; make one entry of both"));
    }
    if (sections.size() > MOST) {
      file.mistake(
          "upstream_providers",
          "'upstream_providers' has more than %d; remove some".formatted(MOST));
    }
    return all;
  }

  private Optional<UpstreamProvider> read() {
    Optional<String> id = section.required("id", "example").map(Yaml.Scalar::value);
    id.filter(i -> !ID.matcher(i).matches())
        .ifPresent(_ ->
            section.mistake(
                "id", "'id' is in URLs; write it with a-z, 0-9 and '-', at most 32 of them"));
    Optional<String> issuer =
        section.required("issuer", "https://idp.example.com").map(Yaml.Scalar::value);
    issuer.flatMap(this::mistake).ifPresent(m -> section.mistake("issuer", "'issuer' " + m));
    Map<String, String> names = section.localized("name");
    if (!names.containsKey("name")) {
      section.mistake("name", "an upstream provider has no 'name'; add what its button says");
    }
    Optional<ClientOfIt> client = client();
    String scope = section.text("scope").map(this::scope).orElse("openid email profile");
    boolean creates = section.isOther("accounts", "link", "create");
    boolean trust = section.flag("trust_verified_email", false);
    boolean withoutTime = section.flag(WITHOUT_AUTH_TIME, false);
    if (withoutTime) {
      section.warn(
          WITHOUT_AUTH_TIME,
          "'%s' takes whoever comes back from the provider for signed in just now, also where it asked for nothing; remove it where the provider sends auth_time"
              .formatted(WITHOUT_AUTH_TIME));
    }
    section.noMore();
    return id.flatMap(i ->
        issuer.flatMap(iss ->
            client.map(own ->
                new UpstreamProvider(i, iss, names, own, scope, creates, trust, withoutTime))));
  }

  private Optional<String> mistake(String issuer) {
    if (issuer.equals(own)) {
      return Optional.of("is this server itself; name another one");
    }
    if (issuer.indexOf('?') >= 0) {
      return Optional.of("has a query; write the 'issuer' of its metadata, letter for letter");
    }
    return OutboundUrls.mistake(issuer).map(m -> "cannot be used: " + m);
  }

  private Optional<ClientOfIt> client() {
    Optional<String> clientId = section.required("client_id", "mapae").map(Yaml.Scalar::value);
    Method method =
        section.word("token_endpoint_auth_method", Method.class).orElse(Method.CLIENT_SECRET_BASIC);
    boolean given = section.entry("client_secret").isPresent();
    Optional<String> secret =
        section.scalar("client_secret").flatMap(s -> secrets.read("client_secret", s));
    if (given == (method == Method.NONE)) {
      section.mistake(
          "client_secret",
          given
              ? "there is a 'client_secret', and 'token_endpoint_auth_method' is none; remove one of them"
              : "an upstream provider has no 'client_secret'; add 'client_secret: file:PATH', or 'token_endpoint_auth_method: none' for a public client");
    }
    Set<String> trusted = trustedAudiences(clientId);
    return clientId.map(id -> new ClientOfIt(id, secret, method, trusted));
  }

  /// OIDC Core §3.1.3.7: whom ID tokens that are for this server may be for as well.
  private Set<String> trustedAudiences(Optional<String> clientId) {
    Set<String> trusted = new LinkedHashSet<>();
    section.list(TRUSTED_AUDIENCES).forEach(audience -> trusted.add(audience.value()));
    if (trusted.stream().anyMatch(String::isBlank)) {
      section.mistake(
          TRUSTED_AUDIENCES,
          "'trusted_audiences' has an empty text; name clients of the provider, or leave it out");
    }
    if (clientId.filter(trusted::contains).isPresent()) {
      section.warn(
          TRUSTED_AUDIENCES,
          "'trusted_audiences' names the 'client_id' of this server, which is always one; leave it"
              + " out");
    }
    return trusted;
  }

  private String scope(String value) {
    Set<String> tokens = new LinkedHashSet<>(List.of(value.strip().split(" +")));
    if (!tokens.contains("openid") || !tokens.stream().allMatch(t -> SCOPE.matcher(t).matches())) {
      section.mistake("scope", "'scope' has to have 'openid' in it, like: openid email profile");
    }
    return String.join(" ", tokens);
  }
}
