using Watchfloor.Contracts.Errors;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>What a password must be: long, and not the obvious (NIST SP 800-63B §5.1.1.2: length counts, forced character kinds do not).</summary>
internal static class PasswordPolicy
{
    /// <summary>The least length, in characters.</summary>
    public const int MinLength = 12;

    private const int MaxLength = 1_000;
    private const int MinDifferent = 6;

    /// <summary>What is wrong with a password, or null.</summary>
    public static Error? Fault(string password, string userName)
    {
        if (password.Length < MinLength) return Invalid($"A password has at least {MinLength} characters; several words are easy to remember.");
        if (password.Length > MaxLength) return Invalid($"A password has at most {MaxLength} characters.");
        if (password.Distinct().Count() < MinDifferent) return Invalid($"A password has at least {MinDifferent} different characters.");
        if (password.Contains(userName, StringComparison.OrdinalIgnoreCase) || password.Contains("watchfloor", StringComparison.OrdinalIgnoreCase))
            return Invalid("A password holds neither the user's name nor the product's.");
        return IsRun(password) ? Invalid("A password is not a run along the alphabet, the digits or the keyboard.") : null;
    }

    /// <summary>True when most characters just follow the one before them.</summary>
    private static bool IsRun(string password)
    {
        string[] rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop"];
        var text = password.ToLowerInvariant();
        var steps = text.Zip(text.Skip(1)).Count(p => rows.Any(r => r.Contains($"{p.First}{p.Second}", StringComparison.Ordinal) || r.Contains($"{p.Second}{p.First}", StringComparison.Ordinal)));
        return steps * 4 >= (password.Length - 1) * 3;
    }

    private static Error Invalid(string message) => new(ErrorKind.Invalid, "password.weak", message) { Field = "password" };
}
