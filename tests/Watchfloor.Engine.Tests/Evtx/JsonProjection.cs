using System.Text.Json;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>
/// The fields of an event in the JSON that common EVTX tools write: attributes under <c>#attributes</c> or <c>X_attributes</c>,
/// text beside attributes under <c>#text</c>, the second element of a name as <c>X_1</c>.
/// </summary>
internal static class JsonProjection
{
    private const string Attributes = "_attributes";

    public static List<JsonElement> Documents(byte[] text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
        var documents = new List<JsonElement>();
        while (reader.Read()) documents.Add(JsonElement.ParseValue(ref reader));
        return documents;
    }

    public static List<Field> Fields(JsonElement document)
    {
        var fields = new List<Field>();
        foreach (var section in document.GetProperty("Event").EnumerateObject().Where(s => s.Name != "#attributes"))
        {
            if (section.Value.ValueKind != JsonValueKind.Object) continue;
            var isData = section.Name == "EventData";
            foreach (var element in section.Value.EnumerateObject())
            {
                if (element.Name == "#attributes") AddAttributes(section.Name, element.Value, fields);
                else Add(element.Name, element.Value, fields, numbered: !isData);
            }
        }

        return fields;
    }

    private static void Add(string name, JsonElement value, List<Field> fields, bool numbered)
    {
        if (name.EndsWith(Attributes, StringComparison.Ordinal))
        {
            AddAttributes(Plain(name[..^Attributes.Length], numbered), value, fields);
            return;
        }

        name = Plain(name, numbered);
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) fields.Add(new Field(name, item.ToString()));
                break;
            case JsonValueKind.Object:
                foreach (var child in value.EnumerateObject())
                {
                    if (child.Name == "#attributes") AddAttributes(name, child.Value, fields);
                    else Add(child.Name == "#text" ? name : child.Name, child.Value, fields, numbered);
                }

                break;
            case JsonValueKind.True or JsonValueKind.False:
                fields.Add(new Field(name, value.GetBoolean() ? "true" : "false"));
                break;
            default:
                fields.Add(new Field(name, value.ToString()));
                break;
        }
    }

    private static void AddAttributes(string element, JsonElement attributes, List<Field> fields)
    {
        foreach (var attribute in attributes.EnumerateObject().Where(a => a.Name != "xmlns"))
            fields.Add(new Field($"{element}_{attribute.Name}", attribute.Value.ToString()));
    }

    private static string Plain(string name, bool numbered)
    {
        var at = name.LastIndexOf('_');
        return numbered && at > 0 && int.TryParse(name[(at + 1)..], out _) ? name[..at] : name;
    }
}
