package dev.mapae.storage.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What an operation on a file failed of, in words.
public final class FileFailure {
  private FileFailure() {}

  /// Part of a sentence, without its end.
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "it may not be opened";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case IOException _ when e.getMessage() != null -> e.getMessage();
      case IOException _ -> e.getClass().getSimpleName();
    };
  }
}
