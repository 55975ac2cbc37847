package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.http.Binding.CertificateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads who does TLS, and how the certificates of clients come in: `tls` and
/// `client_certificate_header`.
final class TlsReader {
  private static final int MAX_BYTES = 256 * 1024;
  private static final String CLIENT_CA = "client_ca";
  private static final String HEADER = "client_certificate_header";

  /// RFC 9110 §5.1.
  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

  /// Names that mean something else, or that clients set on their way through many proxies.
  private static final Set<String> TAKEN =
      Set.of(
          "accept",
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "cookie",
          "dpop",
          "forwarded",
          "host",
          "origin",
          "proxy-authorization",
          "referer",
          "transfer-encoding",
          "user-agent");

  private static final String X_FORWARDED = "x-forwarded-";

  /// Of a range in which there are more than one's own proxies.
  private static final int WIDE = 8;

  private final Section file;
  private final Path folder;
  private final InstantSource clock;

  TlsReader(Section file, Path folder, InstantSource clock) {
    this.file = file;
    this.folder = folder;
    this.clock = clock;
  }

  /// What was read.
  ///
  /// @param files empty where no TLS is done here
  /// @param header in which proxies name the certificate of a client
  /// @param clientCa whether there is one, usable or not
  /// @param authorities what it holds
  record Tls(
      Optional<CertificateFiles> files,
      Optional<String> header,
      boolean clientCa,
      List<X509Certificate> authorities) {
    /// Whether clients can show certificates at all.
    boolean takesCertificates() {
      return clientCa || header.isPresent();
    }

    Optional<MutualTls> mutualTls() {
      return takesCertificates() ? Optional.of(new MutualTls(authorities)) : Optional.empty();
    }
  }

  /// @param proxies the `trusted_proxies`
  Tls read(List<AddressRange> proxies) {
    Optional<String> header = header(proxies);
    Optional<Section> tls = file.section("tls");
    if (tls.isEmpty()) {
      return new Tls(Optional.empty(), header, false, List.of());
    }
    Section section = tls.get();
    boolean clientCa = section.entry(CLIENT_CA).isPresent();
    List<X509Certificate> authorities =
        section.scalar(CLIENT_CA).map(ca -> authorities(section, ca.value())).orElse(List.of());
    boolean elsewhere =
        clientCa
            && header.isPresent()
            && section.entry("certificate").isEmpty()
            && section.entry("key").isEmpty();
    Optional<CertificateFiles> files = elsewhere ? Optional.empty() : files(section);
    section.noMore();
    return new Tls(files, header, clientCa, authorities);
  }

  /// Whether the file leaves TLS to a proxy, or has none.
  boolean isInClear() {
    return file.section("tls").filter(tls -> tls.entry("certificate").isPresent()).isEmpty();
  }

  private Optional<String> header(List<AddressRange> proxies) {
    Optional<String> header = file.text(HEADER);
    header
        .filter(name -> !FIELD_NAME.matcher(name).matches())
        .ifPresent(name ->
            file.mistake(
                HEADER, "'%s' is no name of a header; write Client-Cert".formatted(HEADER)));
    header
        .filter(TlsReader::isTaken)
        .ifPresent(name ->
            file.mistake(
                HEADER,
                "'%s' is '%s', which means something else; write Client-Cert"
                    .formatted(HEADER, name)));
    if (header.isPresent() && proxies.isEmpty()) {
      file.mistake(
          HEADER,
          "'%s' would be believed from nobody; name the proxy that sets it in 'trusted_proxies'"
              .formatted(HEADER));
    }
    if (header.isPresent() && proxies.stream().anyMatch(range -> range.prefix() < WIDE)) {
      file.warn(
          HEADER,
          "'%s' is believed from all of 'trusted_proxies', and whoever is in there can pass for any client; name the proxies alone"
              .formatted(HEADER));
    }
    return header;
  }

  private static boolean isTaken(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return TAKEN.contains(lower) || lower.startsWith(X_FORWARDED);
  }

  private Optional<CertificateFiles> files(Section tls) {
    Optional<Path> certificate =
        tls.required("certificate", "cert.pem").map(s -> folder.resolve(s.value()));
    Optional<Path> key = tls.required("key", "key.pem").map(s -> folder.resolve(s.value()));
    return certificate.isPresent() && key.isPresent()
        ? TlsFiles.check(new CertificateFiles(certificate.get(), key.get()), tls)
        : Optional.empty();
  }

  private List<X509Certificate> authorities(Section tls, String name) {
    Path path = folder.resolve(name);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] pem = in.readNBytes(MAX_BYTES + 1);
      List<X509Certificate> authorities =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (authorities.isEmpty() || pem.length > MAX_BYTES) {
        tls.mistake(CLIENT_CA, noAuthorities(path));
      }
      check(tls, path, new MutualTls(authorities));
      return authorities;
    } catch (CertificateException e) {
      tls.mistake(CLIENT_CA, noAuthorities(path));
    } catch (IOException e) {
      tls.mistake(CLIENT_CA, path + " cannot be read; make the file and let this user read it");
    }
    return List.of();
  }

  private static String noAuthorities(Path path) {
    return path
        + " holds no certificates in PEM, or more than 256 KiB; put the authorities there that issue the clients' certificates";
  }

  private void check(Section tls, Path path, MutualTls mutualTls) {
    Instant now = clock.instant();
    for (X509Certificate authority : mutualTls.authorities()) {
      String named =
          "%s has the certificate of '%s', which "
              .formatted(path, authority.getSubjectX500Principal());
      Optional<String> mistake = mutualTls.mistake(authority);
      if (mistake.isPresent()) {
        tls.mistake(CLIENT_CA, named + mistake.get());
        return;
      }
      if (authority.getNotAfter().toInstant().isBefore(now)) {
        tls.warn(
            CLIENT_CA, named + "has expired, and issues no certificate that is good; renew it");
      }
    }
  }
}
