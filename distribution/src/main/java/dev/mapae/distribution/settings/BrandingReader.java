package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.interaction.ShownText;
import dev.mapae.resourceowner.Accent;
import dev.mapae.resourceowner.Branding;
import dev.mapae.resourceowner.Colour;
import dev.mapae.resourceowner.Logo;
import dev.mapae.resourceowner.Look;
import dev.mapae.resourceowner.Looks;
import dev.mapae.resourceowner.Overrides;
import dev.mapae.resourceowner.Scheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads how the pages look: `branding` of the file and of its clients.
final class BrandingReader {
  private static final int MAX_TEXT = 60;
  private static final int MAX_LINKS = 6;
  private static final Pattern URL = Pattern.compile("https://[^\\s/@\"<>]+(/[^\\s\"<>]*)?");

  private final Path folder;
  private final OverridesFolders overrides;

  /// @param folder what relative paths are relative to
  BrandingReader(Path folder, Mistakes mistakes) {
    this.folder = folder;
    this.overrides = new OverridesFolders(folder, mistakes);
  }

  Looks read(Section file) {
    Look own = file.section("branding").map(this::ofServer).orElse(Look.OURS);
    Map<String, Look> clients = new HashMap<>();
    for (Section client : file.sections("clients", "a client")) {
      client
          .section("branding")
          .ifPresent(section -> {
            Look look = ofClient(section, own);
            client.text("client_id").ifPresent(id -> clients.put(id, look));
          });
    }
    return new Looks(own, clients);
  }

  private Look ofServer(Section section) {
    Look look = new Look(branding(section), overrides.ofServer(section));
    weigh(section, look.branding(), look.branding().logo(), look.overrides().bytes());
    section.noMore();
    return look;
  }

  private Look ofClient(Section section, Look server) {
    Look look = new Look(branding(section), overrides.ofClient(section, server.overrides()));
    Optional<Logo> logo = look.branding().logo();
    boolean hasLinks = !look.branding().links().isEmpty();
    if (hasLinks || logo.isPresent() || look.overrides() != Overrides.NONE) {
      weigh(
          section,
          // Its pages show those of the server where it has none.
          hasLinks ? look.branding() : server.branding(),
          logo.or(server.branding()::logo),
          look.overrides().bytes(server.overrides()));
    }
    section.noMore();
    return look;
  }

  private Branding branding(Section section) {
    Map<String, String> name = texts(section, "name");
    Optional<Logo> logo = section.scalar("logo").flatMap(path -> logo(section, path));
    Optional<Accent> accent = accent(section);
    return new Branding(name, logo, accent, links(section));
  }

  /// A logo that is too much by itself is told where it is read.
  private static void weigh(Section section, Branding branding, Optional<Logo> logo, int html) {
    int all = html + branding.linkBytes() + logo.map(l -> l.content().length).orElse(0);
    if (all > Logo.MAX_BYTES) {
      section.mistake(
          Stream.of("overrides", "logo")
              .filter(key -> section.entry(key).isPresent())
              .findFirst()
              .orElse("links"),
          ("what 'branding' adds to a page has %d bytes (style.css, HTML, logo, links), which may be %d"
                  + " at most; make it smaller")
              .formatted(all, Logo.MAX_BYTES));
    }
  }

  private static Map<String, String> texts(Section section, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    section
        .localized(key)
        .forEach((name, text) -> {
          if (text.length() > MAX_TEXT || !ShownText.isVisible(text)) {
            section.mistake(
                name, "'%s' has to be 1 to %d characters that are seen".formatted(name, MAX_TEXT));
          }
          texts.put(name.substring(Math.min(key.length() + 1, name.length())), text);
        });
    if (!texts.isEmpty() && !texts.containsKey("")) {
      section.mistake(
          texts.keySet().stream().map(language -> key + "#" + language).findFirst().orElse(key),
          "'%s' is there for some languages alone; add '%1$s' for all others".formatted(key));
    }
    return texts;
  }

  private Optional<Logo> logo(Section section, Yaml.Scalar path) {
    Logo.Reading reading;
    try (InputStream in = Files.newInputStream(folder.resolve(path.value()))) {
      reading = Logo.read(in.readNBytes(Logo.MAX_BYTES + 1));
    } catch (IOException e) {
      reading = new Logo.Reading.Unusable("cannot be read; name a PNG or SVG file");
    }
    return switch (reading) {
      case Logo.Reading.Unusable(String why) -> {
        section.mistake("logo", "'logo' %s %s".formatted(path.value(), why));
        yield Optional.empty();
      }
      case Logo.Reading.Usable(Logo logo) -> Optional.of(logo);
    };
  }

  private static Optional<Accent> accent(Section section) {
    Optional<Colour> light = colour(section, "accent", Scheme.LIGHT);
    Optional<Colour> dark = colour(section, "accent_dark", Scheme.DARK);
    if (dark.isPresent() && section.entry("accent").isEmpty()) {
      section.mistake("accent_dark", "'accent_dark' needs an 'accent', for light; add it");
    }
    return light.map(colour -> new Accent(colour, dark.orElse(Scheme.DARK.readable(colour))));
  }

  private static Optional<Colour> colour(Section section, String key, Scheme scheme) {
    Optional<Yaml.Scalar> scalar = section.scalar(key);
    Optional<Colour> colour =
        scalar
            .map(Yaml.Scalar::value)
            .flatMap(value -> Colour.parse(value.startsWith("#") ? value : "#" + value));
    if (scalar.isPresent() && colour.isEmpty()) {
      section.mistake(
          key,
          "'%s' is '%s', which is no colour; write it like '#85551a', in quotation marks"
              .formatted(key, scalar.get().value()));
    }
    if (colour.isPresent() && !scheme.isReadable(colour.get())) {
      section.mistake(
          key,
          String.format(
              Locale.ROOT,
              "'%s' is '%s', which has a contrast of %.2f to what is behind it, but needs %.1f to be read; the nearest that has it is '%s'",
              key,
              scalar.map(Yaml.Scalar::value).orElse(""),
              // Rounded down: what is told must not look like what is asked.
              Math.floor(scheme.contrast(colour.get()) * 100) / 100,
              Scheme.LEAST_CONTRAST,
              scheme.readable(colour.get())));
      return Optional.empty();
    }
    return colour;
  }

  private static List<Branding.Link> links(Section section) {
    List<Branding.Link> links = new ArrayList<>();
    for (Section link : section.sections("links", "a link")) {
      Optional<Yaml.Scalar> url = link.required("url", "https://example.com/privacy");
      Map<String, String> text = texts(link, "text");
      if (text.isEmpty()) {
        link.mistake("text", "a link has no 'text'; add 'text: Privacy'");
      }
      if (url.isPresent() && !URL.matcher(url.get().value()).matches()) {
        link.mistake(
            "url", "'url' is '%s', but has to be an https URL".formatted(url.get().value()));
      }
      link.noMore();
      url.ifPresent(to -> links.add(new Branding.Link(text, to.value())));
    }
    if (links.size() > MAX_LINKS) {
      section.mistake("links", "'links' has more than %d; remove some".formatted(MAX_LINKS));
    }
    return links;
  }
}
