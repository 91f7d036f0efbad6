using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.Commands;

/// <summary>Options that several commands share, and how their values are read.</summary>
internal static class Options
{
    /// <summary><c>--min-level</c>.</summary>
    public static Option<RuleLevel> MinLevel(string name = "--min-level") => OneOf<RuleLevel>(name, Words.Levels,
        "The mildest level of rules to use.");

    /// <summary><c>--status</c>.</summary>
    public static Option<RuleStatus[]> Status()
    {
        var option = new Option<RuleStatus[]>("--status")
        {
            Description = "Only rules of this status; may be given several times: " + string.Join(", ", Words.Statuses) + ".",
            HelpName = "STATUS",
            CustomParser = result => [.. result.Tokens.Select(t => (RuleStatus)PlaceOf(t.Value, Words.Statuses, result))],
            AllowMultipleArgumentsPerToken = true,
        };
        option.CompletionSources.Add([.. Words.Statuses]);
        return option;
    }

    /// <summary><c>--tag</c>.</summary>
    public static Option<string[]> Tag() => new("--tag")
    {
        Description = "Only rules with this tag or one below it, such as attack.t1059; may be given several times.",
        HelpName = "TAG",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary><c>--logsource</c>.</summary>
    public static Option<LogSource?> LogSource(string description) => new("--logsource")
    {
        Description = description,
        HelpName = "product=NAME,category=NAME,service=NAME",
        CustomParser = ParseLogSource,
    };

    /// <summary>An option for a time in UTC.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">Its help.</param>
    /// <param name="wholeDay">True when a day without a time means its end.</param>
    public static Option<DateTimeOffset?> Time(string name, string description, bool wholeDay) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => ParseTime(result, wholeDay),
    };

    /// <summary><c>--placeholders</c>.</summary>
    public static Option<FileInfo?> Placeholders() => new("--placeholders")
    {
        Description = "A YAML file of lists by name: the values of placeholders such as %Administrators%.",
        HelpName = "FILE",
    };

    /// <summary><c>--content</c>.</summary>
    public static Option<string[]> Content() => new("--content")
    {
        Description = "Mappings and log sources of your own: any number of YAML files and folders. They add to what ships.",
        HelpName = "PATH",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>An option whose value is one of some words that stand for an enumeration, in its order.</summary>
    public static Option<T> OneOf<T>(string name, IReadOnlyList<string> words, string description) where T : struct, Enum
    {
        var option = new Option<T>(name)
        {
            Description = description + " One of " + string.Join(", ", words) + ".",
            HelpName = string.Join('|', words),
            CustomParser = result => (T)(object)PlaceOf(result.Tokens[0].Value, words, result),
        };
        option.CompletionSources.Add([.. words]);
        return option;
    }

    /// <summary><c>--format</c>.</summary>
    public static Option<FormatDescription?> Format()
    {
        var names = FormatRegistry.All.Select(f => f.Name).ToArray();
        var option = new Option<FormatDescription?>("--format")
        {
            Description = "Read every file as this format instead of recognising it: " + string.Join(", ", names) + ".",
            HelpName = "NAME",
            CustomParser = result =>
            {
                var format = FormatRegistry.ByName(result.Tokens[0].Value.ToLowerInvariant());
                if (format is null) result.AddError($"'{result.Tokens[0].Value}' is not one of {string.Join(", ", names)}.");
                return format;
            },
        };
        option.CompletionSources.Add(names);
        return option;
    }

    private static int PlaceOf(string word, IReadOnlyList<string> words, ArgumentResult result)
    {
        for (var i = 0; i < words.Count; i++)
            if (words[i].Equals(word, StringComparison.OrdinalIgnoreCase))
                return i;
        result.AddError($"'{word}' is not one of {string.Join(", ", words)}.");
        return 0;
    }

    private static LogSource? ParseLogSource(ArgumentResult result)
    {
        var source = new LogSource();
        foreach (var part in result.Tokens[0].Value.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = part[(equals + 1)..].Trim().ToLowerInvariant();
            var key = equals < 0 || value.Length == 0 ? "" : part[..equals].Trim();
            switch (key)
            {
                case "product": source = source with { Product = value }; break;
                case "category": source = source with { Category = value }; break;
                case "service": source = source with { Service = value }; break;
                default:
                    result.AddError($"'{part}' in --logsource is not product=NAME, category=NAME or service=NAME.");
                    return null;
            }
        }

        return source;
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result, bool wholeDay)
    {
        var text = result.Tokens[0].Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return wholeDay && day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new DateTimeOffset(day.AddDays(wholeDay ? 1 : 0), TimeOnly.MinValue, TimeSpan.Zero);
        string[] formats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];
        if (DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        result.AddError($"'{text}' is not a time. Write 2026-03-01, 2026-03-01T08:15:00Z or 2026-03-01T08:15:00+02:00; without a zone it is UTC.");
        return null;
    }
}
