using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Watchfloor.Commands;

/// <summary>Options for a moment that may be told from now: <c>-1h</c>, <c>-7d</c>, or a time.</summary>
internal static class MomentOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create(string name, string description) => new(name)
    {
        Description = description + " A time such as 2026-03-01T08:15:00Z, or a span back from now such as -1h or -7d.",
        HelpName = "TIME",
        Validators = { Check },
    };

    /// <summary>The moment, or null when none was given.</summary>
    public static DateTimeOffset? Read(string? text, DateTimeOffset now) =>
        text is null ? null : TryRead(text, now, out var moment) ? moment : throw new ArgumentException($"'{text}' is not a time", nameof(text));

    private static void Check(OptionResult result)
    {
        foreach (var token in result.Tokens)
            if (!TryRead(token.Value, DateTimeOffset.UnixEpoch.AddYears(50), out _))
                result.AddError($"'{token.Value}' is not a time. Write 2026-03-01T08:15:00Z, or -30m, -1h, -7d for a span back from now.");
    }

    private static bool TryRead(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        if (text.StartsWith('-') && text.Length > 2 && int.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1_000_000)
        {
            moment = text[^1] switch
            {
                's' => now.AddSeconds(-number),
                'm' => now.AddMinutes(-number),
                'h' => now.AddHours(-number),
                'd' when number < 20_000 => now.AddDays(-number),
                _ => DateTimeOffset.MaxValue,
            };
            return moment != DateTimeOffset.MaxValue;
        }

        string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
    }
}
