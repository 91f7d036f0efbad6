using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>
/// A field with its modifiers, as in <c>CommandLine|contains|all</c>: turns each written value into predicates, applying the modifiers
/// from left to right (Sigma rules specification 2.1, "Value Modifiers"; modifiers appendix 2.1).
/// </summary>
internal sealed class ModifierChain
{
    private readonly ContentScalar _key;
    private readonly List<Modifier> _modifiers = [];
    private readonly Placeholders _placeholders;

    public ModifierChain(ContentScalar key, Placeholders placeholders)
    {
        _key = key;
        _placeholders = placeholders;
        var names = key.Value.Split('|');
        Field = names[0].Length == 0 ? null : names[0];
        var column = names[0].Length + (key.IsPlain ? 1 : 2); // behind the bar, and the quotation mark
        foreach (var name in names.Skip(1))
        {
            if (!Modifiers.ByName.TryGetValue(name, out var modifier))
                throw new RuleFaultException(key, $"unknown modifier '{name}'", Nearest(name), column);
            if (_modifiers.Contains(modifier)) throw new RuleFaultException(key, $"modifier '{name}' appears twice", "leave one out", column);
            _modifiers.Add(modifier);
            column += name.Length + 1;
        }

        if (Field is null && _modifiers.Any(m => m is Modifier.Exists or Modifier.FieldReference))
            throw Fault("this modifier needs a field", "write the field's name before the first '|'");
    }

    /// <summary>The field, or null for keywords.</summary>
    public string? Field { get; }

    /// <summary>True when every value must hold, not one.</summary>
    public bool All => _modifiers.Contains(Modifier.All);

    /// <summary>True when the values must not hold.</summary>
    public bool Negated => _modifiers.Contains(Modifier.NotEqual);

    private bool Cased => _modifiers.Contains(Modifier.Cased);

    /// <summary>The predicates one written value stands for; several are alternatives.</summary>
    public List<Predicate> Predicates(ContentNode node)
    {
        if (node is not ContentScalar scalar) throw new RuleFaultException(node, "a value must be text, a number, a boolean or null");
        IEnumerable<RuleValue> values = [Read(scalar)];
        foreach (var modifier in _modifiers)
        {
            // Materialised, so that a fault names the value at hand.
            var next = new List<RuleValue>();
            foreach (var value in values)
            {
                foreach (var alternative in Apply(value, modifier, scalar))
                {
                    next.Add(alternative);
                    if (next.Count > MaxAlternatives) throw new RuleFaultException(scalar, $"the value stands for more than {MaxAlternatives:N0} alternatives", "split it");
                }
            }

            values = next;
        }

        return values.Select(v => ToPredicate(v, scalar)).ToList();
    }

    private const int MaxAlternatives = 4_096;

    private static RuleValue Read(ContentScalar scalar)
    {
        if (scalar.IsNull) return new NullValue();
        if (scalar.AsBoolean is { } boolean) return new BooleanValue(boolean);
        if (scalar.IsPlain && IsNumber(scalar.Value)) return new NumberValue(scalar.Value);
        return new TextValue(TextPattern.Parse(scalar.Value), TextForm.Written);
    }

    private static bool IsNumber(string text) =>
        text.Length is > 0 and <= 32 && (char.IsAsciiDigit(text[^1]) || text[^1] == '.') && char.IsAsciiDigit(text[text[0] is '-' or '+' && text.Length > 1 ? 1 : 0])
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private IEnumerable<RuleValue> Apply(RuleValue value, Modifier modifier, ContentScalar at)
    {
        switch (modifier)
        {
            case Modifier.All or Modifier.Cased or Modifier.NotEqual:
                return [value];
            case Modifier.Contains:
                return [Open(value, true, true, at)];
            case Modifier.StartsWith:
                return [Open(value, false, true, at)];
            case Modifier.EndsWith:
                return [Open(value, true, false, at)];
            case Modifier.Exists:
                return [value is BooleanValue wanted ? new ExistsValue(wanted.Value) : throw new RuleFaultException(at, "'exists' needs true or false")];
            case Modifier.Windash:
                return Windash.Expand(Text(value, at, "windash").Pattern).Select(p => new TextValue(p, TextForm.Changed));
            case Modifier.Regex:
                return [new RegexValue(Written(value, at, "re"), RegexOptions.None)];
            case Modifier.IgnoreCase:
                return [Flag(value, RegexOptions.IgnoreCase, at)];
            case Modifier.Multiline:
                return [Flag(value, RegexOptions.Multiline, at)];
            case Modifier.SingleLine:
                return [Flag(value, RegexOptions.Singleline, at)];
            case Modifier.Base64:
                return [Encoded(Convert.ToBase64String(Bytes(value, at, "base64")))];
            case Modifier.Base64Offset:
                return Base64Offsets(Bytes(value, at, "base64offset")).Select(Encoded);
            case Modifier.Utf16LittleEndian:
                return [Recoded(value, at, Encoding.Unicode, mark: false)];
            case Modifier.Utf16BigEndian:
                return [Recoded(value, at, Encoding.BigEndianUnicode, mark: false)];
            case Modifier.Utf16:
                return [Recoded(value, at, Encoding.Unicode, mark: true)];
            case Modifier.LessThan:
                return [Compare(value, Comparison.Less, at)];
            case Modifier.LessOrEqual:
                return [Compare(value, Comparison.LessOrEqual, at)];
            case Modifier.GreaterThan:
                return [Compare(value, Comparison.Greater, at)];
            case Modifier.GreaterOrEqual:
                return [Compare(value, Comparison.GreaterOrEqual, at)];
            case >= Modifier.Minute and <= Modifier.Year:
                return [new TimePartValue((TimePart)(modifier - Modifier.Minute), Comparison.Equal, Number(value, at))];
            case Modifier.Cidr:
                return [new CidrValue(Network(value, at))];
            case Modifier.Expand:
                return _placeholders.Expand(Text(value, at, "expand").Pattern, at).Select(p => new TextValue(p, TextForm.Changed));
            default:
                return [new FieldReferenceValue(Written(value, at, "fieldref"), false, false)];
        }
    }

    private static RuleValue Open(RuleValue value, bool start, bool end, ContentScalar at) => value switch
    {
        TextValue text => new TextValue(text.Pattern.Open(start, end), text.Form == TextForm.Encoded ? TextForm.Encoded : TextForm.Changed),
        NumberValue or BooleanValue => new TextValue(TextPattern.Parse(at.Value).Open(start, end), TextForm.Changed),
        FieldReferenceValue other => other with { OpenStart = other.OpenStart || start, OpenEnd = other.OpenEnd || end },
        RegexValue => throw new RuleFaultException(at, "a regular expression is found anywhere already", "use ^ and $ instead of this modifier"),
        _ => throw new RuleFaultException(at, "'contains', 'startswith' and 'endswith' need text"),
    };

    /// <summary>The value as text that no encoding has been applied to.</summary>
    private static TextValue Text(RuleValue value, ContentScalar at, string modifier) => value switch
    {
        TextValue { Form: TextForm.Encoded } => throw new RuleFaultException(at, $"'{modifier}' cannot follow an encoding", $"write '{modifier}' before it"),
        TextValue text => text,
        NumberValue => new TextValue(TextPattern.Parse(at.Value), TextForm.Written),
        _ => throw new RuleFaultException(at, $"'{modifier}' needs text"),
    };

    /// <summary>The text as it is written, for modifiers that give it a meaning of its own.</summary>
    private static string Written(RuleValue value, ContentScalar at, string modifier) => value switch
    {
        TextValue { Form: TextForm.Written } or NumberValue => at.Value,
        TextValue => throw new RuleFaultException(at, $"'{modifier}' takes the text as it is written", $"write '{modifier}' first"),
        _ => throw new RuleFaultException(at, $"'{modifier}' needs text"),
    };

    private static RegexValue Flag(RuleValue value, RegexOptions option, ContentScalar at) =>
        value is RegexValue regex ? regex with { Options = regex.Options | option } : throw new RuleFaultException(at, "'i', 'm' and 's' come behind 're'");

    private static byte[] Bytes(RuleValue value, ContentScalar at, string modifier) =>
        (value is TextValue { Form: TextForm.Encoded } encoded ? encoded : Text(value, at, modifier)).Pattern.AsLiteral() ?? throw new RuleFaultException(at, $"'{modifier}' cannot encode wildcards", "put it before 'contains', and escape * and ?");

    private static TextValue Encoded(string text) => new(TextPattern.Literal(Encoding.ASCII.GetBytes(text)), TextForm.Encoded);

    private static TextValue Recoded(RuleValue value, ContentScalar at, Encoding encoding, bool mark)
    {
        var bytes = encoding.GetBytes(Encoding.UTF8.GetString(Bytes(Text(value, at, "utf16"), at, "utf16")));
        return new TextValue(TextPattern.Literal(mark ? [.. encoding.GetPreamble(), .. bytes] : bytes), TextForm.Encoded);
    }

    /// <summary>
    /// The text's encodings at the three places it may have in an encoded whole, less the characters at both ends that depend on its
    /// neighbours.
    /// </summary>
    private static IEnumerable<string> Base64Offsets(byte[] bytes)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var from = shift switch { 0 => 0, 1 => 2, _ => 3 };
            var to = ((bytes.Length + shift) % 3) switch { 0 => 0, 1 => 3, _ => 2 };
            yield return encoded[from..^to];
        }
    }

    private static RuleValue Compare(RuleValue value, Comparison comparison, ContentScalar at) => value switch
    {
        TimePartValue time => time with { Comparison = comparison },
        _ => new CompareValue(comparison, Number(value, at)),
    };

    private static double Number(RuleValue value, ContentScalar at) => value is NumberValue
        ? double.Parse(at.Value, NumberStyles.Float, CultureInfo.InvariantCulture)
        : throw new RuleFaultException(at, "this modifier needs a number", "write it without quotes");

    private static IPNetwork Network(RuleValue value, ContentScalar at) =>
        AddressRange.TryParse(Written(value, at, "cidr"), out var network)
            ? network
            : throw new RuleFaultException(at, $"'{at.Value}' is no address range", "write it as 10.0.0.0/8 or fe80::/10");

    private Predicate ToPredicate(RuleValue value, ContentScalar at)
    {
        if (Cased && value is not (TextValue or FieldReferenceValue)) throw Fault("'cased' needs text", "leave it out");
        if (Field is null && value is NullValue) throw new RuleFaultException(at, "a keyword cannot be null");
        return value switch
        {
            // A keyword stands anywhere in the event.
            TextValue text when Field is null => new TextPredicate(text.Pattern.Open(true, true), Cased),
            NumberValue or BooleanValue when Field is null => new TextPredicate(TextPattern.Parse(at.Value).Open(true, true), Cased),
            TextValue text => new TextPredicate(text.Pattern, Cased),
            NumberValue number => new NumberPredicate(number.Source),
            BooleanValue boolean => new TextPredicate(TextPattern.Literal(boolean.Value ? "true"u8 : "false"u8), false),
            NullValue => new NullPredicate(),
            ExistsValue exists => new ExistsPredicate(exists.Wanted),
            RegexValue regex => Regex(regex, at),
            CidrValue cidr => new CidrPredicate(cidr.Network),
            CompareValue compare => new ComparePredicate(compare.Comparison, compare.Number),
            TimePartValue time => new TimePartPredicate(time.Part, time.Comparison, time.Number),
            FieldReferenceValue other => new FieldReferencePredicate(other.Field, other.OpenStart, other.OpenEnd, Cased),
            _ => throw new InvalidOperationException($"no predicate for {value.GetType().Name}"),
        };
    }

    private static RegexPredicate Regex(RegexValue regex, ContentScalar at)
    {
        if (regex.Pattern.Length > 4_096) throw new RuleFaultException(at, "the regular expression is longer than 4,096 characters");
        try
        {
            return new RegexPredicate(regex.Pattern, regex.Options);
        }
        catch (ArgumentException e)
        {
            throw new RuleFaultException(at, "not a regular expression: " + e.Message);
        }
        catch (NotSupportedException)
        {
            throw new RuleFaultException(at, "the regular expression is outside Sigma's subset or too large",
                "use . ^ $ * + ? {n,m} [] | () without look-around and back-references");
        }
    }

    private RuleFaultException Fault(string message, string? remedy) => new(_key, message, remedy);

    private static string Nearest(string name) =>
        Modifiers.ByName.Keys.Where(m => (name.Length > 0 && m.StartsWith(name, StringComparison.OrdinalIgnoreCase)) || name.StartsWith(m, StringComparison.OrdinalIgnoreCase) && m.Length > 2)
            .Select(m => $"did you mean '{m}'?").FirstOrDefault() ?? "known are " + string.Join(", ", Modifiers.ByName.Keys);
}
