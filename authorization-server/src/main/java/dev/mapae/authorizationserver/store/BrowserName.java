package dev.mapae.authorizationserver.store;

import java.util.Optional;

/// Which browser somebody used, as they would say it themselves: its name and that of the system,
/// and nothing by which one could be told from another of the same kind.
public record BrowserName(Optional<Product> product, Optional<Platform> system) {
  public static final BrowserName UNKNOWN = new BrowserName(Optional.empty(), Optional.empty());

  /// No longer a text is read, whatever a browser says of itself.
  private static final int READ = 512;

  /// What a browser is called, and what it says of itself, one or the other. Each also says what
  /// those after it say.
  public enum Product {
    EDGE("Edge", "Edg/|EdgA/|EdgiOS/"),
    SAMSUNG_INTERNET("Samsung Internet", "SamsungBrowser/"),
    WHALE("Whale", "Whale/"),
    OPERA("Opera", "OPR/"),
    FIREFOX("Firefox", "Firefox/|FxiOS/"),
    CHROME("Chrome", "Chrome/|Chromium/|CriOS/"),
    SAFARI("Safari", "Safari/");

    private final String shown;
    private final String signs;

    Product(String shown, String signs) {
      this.shown = shown;
      this.signs = signs;
    }

    public String shown() {
      return shown;
    }
  }

  /// What it runs on, in the same way.
  public enum Platform {
    IPHONE("iPhone", "iPhone"),
    IPAD("iPad", "iPad"),
    ANDROID("Android", "Android"),
    CHROMEOS("ChromeOS", "CrOS "),
    WINDOWS("Windows", "Windows"),
    MACOS("macOS", "Macintosh|Mac OS X"),
    LINUX("Linux", "Linux");

    private final String shown;
    private final String signs;

    Platform(String shown, String signs) {
      this.shown = shown;
      this.signs = signs;
    }

    public String shown() {
      return shown;
    }
  }

  /// Reads a `User-Agent` (RFC 9110 §10.1.5).
  public static BrowserName ofUserAgent(String userAgent) {
    String read = userAgent.substring(0, Math.min(READ, userAgent.length()));
    Optional<Product> product = Optional.empty();
    for (Product one : Product.values()) {
      product = product.or(() -> has(read, one.signs) ? Optional.of(one) : Optional.empty());
    }
    Optional<Platform> system = Optional.empty();
    for (Platform one : Platform.values()) {
      system = system.or(() -> has(read, one.signs) ? Optional.of(one) : Optional.empty());
    }
    return new BrowserName(product, system);
  }

  private static boolean has(String text, String signs) {
    for (String sign : signs.split("\\|", -1)) {
      if (text.contains(sign)) {
        return true;
      }
    }
    return false;
  }

  /// As it is kept: two words.
  public String text() {
    return product.map(Enum::name).orElse("-") + " " + system.map(Enum::name).orElse("-");
  }

  /// Reads [#text].
  public static BrowserName of(String text) {
    Optional<Product> product = Optional.empty();
    for (Product one : Product.values()) {
      product = text.startsWith(one.name() + " ") ? Optional.of(one) : product;
    }
    Optional<Platform> system = Optional.empty();
    for (Platform one : Platform.values()) {
      system = text.endsWith(" " + one.name()) ? Optional.of(one) : system;
    }
    return new BrowserName(product, system);
  }
}
