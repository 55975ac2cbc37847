package dev.mapae.distribution.mail;

import static java.util.stream.Collectors.joining;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.mail.MailTransport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The mails of the demonstration, which are shown on a page and sent nowhere.
public final class DevMailbox implements MailTransport {
  public static final String PATH = "/dev/mail";

  private static final int MOST = 50;
  private static final Pattern PIECE = Pattern.compile(".{1,12}");
  private static final Pattern LONG_WORD = Pattern.compile("\\S{13,}");
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+");

  private final Deque<Mail> mails = new ArrayDeque<>();

  @Override
  public void send(Mail mail) {
    synchronized (mails) {
      mails.addFirst(mail);
      while (mails.size() > MOST) {
        mails.removeLast();
      }
    }
  }

  /// Where they are shown.
  public Route route() {
    return new Route("GET", PATH, this::page);
  }

  private Response page(Request request) {
    if (!isLoopback(request.remoteAddress())) {
      return Response.of(404).noStore();
    }
    List<Mail> shown;
    synchronized (mails) {
      shown = List.copyOf(mails);
    }
    StringBuilder html = new StringBuilder();
    html.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">");
    html.append("<title>Mail</title></head><body><main><h1>Mail</h1>");
    html.append("<p>What ./mapae dev would have sent; the newest comes first.</p>");
    if (shown.isEmpty()) {
      html.append("<p>There is none.</p>");
    }
    shown.forEach(mail -> html.append(article(mail)));
    html.append("</main></body></html>");
    return Response.html(200, html.toString())
        .noStore()
        .with("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'")
        .with("X-Content-Type-Options", "nosniff")
        .with("X-Frame-Options", "DENY")
        .with("Referrer-Policy", "no-referrer");
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
  }

  private static String article(Mail mail) {
    StringBuilder text = new StringBuilder();
    Matcher link = LINK.matcher(mail.text());
    int at = 0;
    while (link.find()) {
      text.append(words(mail.text().substring(at, link.start())));
      text.append("<a href=\"").append(escaped(link.group())).append("\">");
      text.append(breakable(link.group())).append("</a>");
      at = link.end();
    }
    text.append(words(mail.text().substring(at)));
    return "<article><h2>%s</h2><p>To: %s</p><p>%s</p></article>"
        .formatted(
            words(mail.subject()), words(mail.to().value()), text.toString().replace("\n", "<br>"));
  }

  /// Text whose long words narrow screens may break, for there is no style sheet here.
  private static String words(String text) {
    StringBuilder broken = new StringBuilder();
    Matcher word = LONG_WORD.matcher(text);
    int at = 0;
    while (word.find()) {
      broken.append(escaped(text.substring(at, word.start()))).append(breakable(word.group()));
      at = word.end();
    }
    return broken.append(escaped(text.substring(at))).toString();
  }

  /// A long word that narrow screens may break.
  private static String breakable(String word) {
    return PIECE
        .matcher(word)
        .results()
        .map(piece -> escaped(piece.group()))
        .collect(joining("<wbr>"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
