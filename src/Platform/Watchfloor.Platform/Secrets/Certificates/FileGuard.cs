namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>Keeps the server and the command line from making the same file at once.</summary>
internal static class FileGuard
{
    private const int Attempts = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the guard, at most a few seconds.</summary>
    /// <exception cref="CertificateException">Another process holds it.</exception>
    public static IDisposable Take(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(_pause);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CertificateException($"{path} cannot be taken: {e.Message}", e);
            }
        }
    }
}
