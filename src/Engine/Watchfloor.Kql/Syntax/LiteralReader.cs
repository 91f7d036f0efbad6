using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Watchfloor.Kql.Native;
using Watchfloor.Kql.Semantics;
using Watchfloor.Kql.Values;

namespace Watchfloor.Kql.Syntax;

/// <summary>
/// Reads values. What a value is in memory: bool, long (also of int, and the ticks of times), double, decimal, string (also of guid, and the
/// JSON of dynamic), or null.
/// </summary>
internal static partial class LiteralReader
{
    private static readonly HashSet<string> TypedNames =
        ["bool", "boolean", "int", "long", "real", "double", "decimal", "datetime", "date", "timespan", "time", "dynamic", "guid"];

    /// <summary>Whether a value follows.</summary>
    public static bool Begins(TokenReader tokens) =>
        tokens.Next.Kind is QueryTokenKind.Text or QueryTokenKind.Whole or QueryTokenKind.Real or QueryTokenKind.Timespan
        || tokens.Next.IsWord("true") || tokens.Next.IsWord("false")
        || (tokens.Next.Kind == QueryTokenKind.Name && TypedNames.Contains(tokens.Next.Text) && tokens.Second.Is("("));

    /// <summary>Reads a value.</summary>
    public static LiteralSyntax Read(TokenReader tokens)
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case QueryTokenKind.Text:
                return new LiteralSyntax(token.Span, KqlType.String, Checked(token.Text, token.Span));
            case QueryTokenKind.Whole:
                return new LiteralSyntax(token.Span, KqlType.Long, Whole(token.Text) ?? throw new QueryException(token.Span, $"{token.Shown} does not fit a long"));
            case QueryTokenKind.Real:
                return new LiteralSyntax(token.Span, KqlType.Real, double.Parse(token.Text, CultureInfo.InvariantCulture));
            case QueryTokenKind.Timespan:
                return new LiteralSyntax(token.Span, KqlType.TimeSpan, TimeText.ParseSpan(token.Text)
                    ?? throw new QueryException(token.Span, $"{token.Shown} is no number and no timespan; the units are d, h, m, s, ms, microsecond and tick"));
            default:
                if (token.Text is "true" or "false") return new LiteralSyntax(token.Span, KqlType.Bool, token.Text == "true");
                return Typed(token, tokens);
        }
    }

    private static LiteralSyntax Typed(QueryToken token, TokenReader tokens)
    {
        var type = KqlTypes.Find(token.Text)!.Value;
        tokens.Expect("(");
        var (raw, span) = tokens.Raw();
        raw = raw.Trim();
        var whole = Span.Over(token.Span, tokens.Last.Span);
        if (raw == "null" || (raw.Length == 0 && type != KqlType.String)) return new LiteralSyntax(whole, type, null);
        // A text in quotes says the same as one without.
        if (type != KqlType.Dynamic && raw.Length > 1 && raw[0] is '"' or '\'' && raw[^1] == raw[0]) raw = raw[1..^1];
        object? value = type switch
        {
            KqlType.Bool => raw switch { "true" or "1" => true, "false" or "0" => false, _ => null },
            KqlType.Int => Whole(raw) is { } number and >= int.MinValue and <= int.MaxValue ? number : null,
            KqlType.Long => Whole(raw),
            KqlType.Real => Real(raw),
            KqlType.Decimal => decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null,
            KqlType.DateTime => TimeText.ParseMoment(raw),
            KqlType.TimeSpan => TimeText.ParseSpan(raw),
            KqlType.Guid => Guid.TryParse(raw, out var id) ? id.ToString() : null,
            _ => Json(raw, span),
        };
        if (value is null && type != KqlType.Dynamic) throw new QueryException(span, $"`{raw}` is no {type.Name()}{Example(type)}");
        return new LiteralSyntax(whole, type, value is string text ? Checked(text, span) : value);
    }

    private static string Example(KqlType type) => type switch
    {
        KqlType.DateTime => "; write datetime(2026-03-01) or datetime(2026-03-01T08:15:00Z); without a zone it is UTC",
        KqlType.TimeSpan => "; write timespan(1.02:03:04), or 30s, 5m, 1h, 7d",
        _ => "",
    };

    private static long? Whole(string text)
    {
        var digits = text.TrimStart('-', '+');
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? text[0] == '-' ? -hex : hex : null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static double? Real(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "+inf" or "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    /// <summary>A dynamic value's JSON; Kusto's own values in it, such as <c>datetime(2026-03-01)</c>, become texts.</summary>
    private static string? Json(string raw, Span span)
    {
        if (raw[0] == '\'' && raw[^1] == '\'') raw = JsonText.Quoted(raw[1..^1]);
        var json = Normal(raw) ?? Normal(KustoValue().Replace(raw, AsText))
            ?? throw new QueryException(span, "this is no JSON; a dynamic value is written as dynamic({\"a\":1}), dynamic([1,2]) or dynamic(\"text\")");
        return json == "null" ? null : json;
    }

    private static string? Normal(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
                document.RootElement.WriteTo(writer);
            return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string AsText(Match value)
    {
        var text = value.Groups[2].Value;
        if (value.Groups[1].Value is "datetime" or "date") return TimeText.ParseMoment(text) is { } moment ? JsonText.Quoted(TimeText.Moment(moment)) : value.Value;
        return TimeText.ParseSpan(text) is { } span ? JsonText.Quoted(TimeText.Span(span)) : value.Value;
    }

    /// <summary>The database ends a parameter at a zero byte, and half of a surrogate pair is no character.</summary>
    private static string Checked(string text, Span span)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) throw new QueryException(span, "a string cannot hold a zero byte");
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) throw new QueryException(span, "a string cannot hold half of a surrogate pair");
            i++;
        }

        return text;
    }

    [GeneratedRegex("""\b(datetime|date|timespan|time)\(([^()"']*)\)""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex KustoValue();
}
