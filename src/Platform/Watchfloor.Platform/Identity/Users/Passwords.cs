using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>
/// Hashes passwords by PBKDF2 with HMAC-SHA512 and a salt each (ASP.NET Core Identity, format 3). That is slow on purpose, so only as many run
/// at once as leave the other work a core, and never inside a transaction.
/// </summary>
internal static class Passwords
{
    /// <summary>The iterations that OWASP's password storage page gives for HMAC-SHA512.</summary>
    private const int Iterations = 210_000;

    private static readonly PasswordHasher<string> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private static readonly SemaphoreSlim _running = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>A hash that no password has, for names that nobody has: the answer then takes as long as for others.</summary>
    private static readonly Lazy<string> _nobody = new(() => _hasher.HashPassword("", Guid.NewGuid().ToString()));

    /// <summary>The hash to keep of a password.</summary>
    public static async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await _running.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => _hasher.HashPassword("", password), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Whether a password is right.</summary>
    /// <param name="hash">What is kept of it; null when there is no such user.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public static async Task<bool> IsRightAsync(string? hash, string password, CancellationToken cancellation)
    {
        await _running.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var result = await Task.Run(() => _hasher.VerifyHashedPassword("", hash ?? _nobody.Value, password), cancellation).ConfigureAwait(false);
            return hash is not null && result != PasswordVerificationResult.Failed;
        }
        finally
        {
            _running.Release();
        }
    }
}
