using System.Text.RegularExpressions;
using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>The plain keys of a document: reads each as what it must be and reports what it is not.</summary>
internal sealed class DocumentFields(string file, ContentMap map, ICollection<ContentFault> faults)
{
    public void Fault(ContentNode at, string message, string? remedy) => faults.Add(new ContentFault(file, at.Line, at.Column, message, remedy));

    /// <summary>Text that must be there.</summary>
    public string RequiredText(string key, int maxLength)
    {
        var text = Text(key, maxLength);
        if (map[key] is null) Fault(map, $"'{key}' is missing", $"add '{key}: …'");
        return text ?? "";
    }

    /// <summary>Text, or null when the key is not there.</summary>
    public string? Text(string key, int maxLength = int.MaxValue)
    {
        var node = map[key];
        if (node is null) return null;
        if (!IsText(node))
        {
            Fault(node, $"'{key}' must be text", "put it in quotes");
            return null;
        }

        var text = ((ContentScalar)node).Value;
        if (text.Length > maxLength) Fault(node, $"'{key}' is longer than {maxLength:N0} characters", null);
        return text;
    }

    /// <summary>Text of a form.</summary>
    public string? Matching(string key, Regex form, string shown)
    {
        var text = Text(key);
        if (text is not null && !form.IsMatch(text)) Fault(map[key]!, $"'{key}' must be written as {shown}", null);
        return text;
    }

    /// <summary>A UUID in lower case.</summary>
    public string? Uuid(string key)
    {
        var text = Text(key);
        if (text is not null && !(text.Length == 36 && Guid.TryParseExact(text, "D", out _))) Fault(map[key]!, $"'{key}' must be a UUID", null);
        return text?.ToLowerInvariant();
    }

    /// <summary>One of an enumeration's names in lower case.</summary>
    public T OneOf<T>(string key, T otherwise)
        where T : struct, Enum
    {
        var text = Text(key);
        if (text is null) return otherwise;
        foreach (var value in Enum.GetValues<T>())
            if (text.Equals(value.ToString().ToLowerInvariant(), StringComparison.Ordinal))
                return value;
        Fault(map[key]!, $"'{key}' cannot be '{text}'", "it is one of " + string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant())));
        return otherwise;
    }

    /// <summary>A list of different texts.</summary>
    public IReadOnlyList<string> Texts(string key, Regex? form = null, string? shown = null, int minLength = 0)
    {
        if (map[key] is not { } node) return [];
        if (node is not ContentList list)
        {
            Fault(node, $"'{key}' must be a list", "begin each entry with '- '");
            return [];
        }

        var texts = new List<string>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (!IsText(item)) Fault(item, $"an entry of '{key}' must be text", "put it in quotes");
            else
            {
                var text = ((ContentScalar)item).Value;
                if (form is not null && !form.IsMatch(text)) Fault(item, $"'{text}' is no entry for '{key}'", $"write {shown}");
                if (text.Length < minLength) Fault(item, $"an entry of '{key}' must have {minLength} characters or more", null);
                if (texts.Contains(text)) Fault(item, $"'{text}' stands in '{key}' twice", null);
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>True for a scalar that YAML 1.2's core schema reads as text, not as a number, boolean or null.</summary>
    public static bool IsText(ContentNode node) =>
        node is ContentScalar { IsNull: false, AsBoolean: null } s
        && !(s.IsPlain && s.Value.Length > 0 && (char.IsAsciiDigit(s.Value[^1]) || s.Value[^1] == '.')
            && double.TryParse(s.Value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _));
}
