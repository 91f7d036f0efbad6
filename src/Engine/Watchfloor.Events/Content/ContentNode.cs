namespace Watchfloor.Events.Content;

/// <summary>A YAML node with its place in the file. Lines and columns count from 1.</summary>
public abstract class ContentNode
{
    /// <summary>Line of the node's first character.</summary>
    public required int Line { get; init; }

    /// <summary>Column of the node's first character.</summary>
    public required int Column { get; init; }
}

/// <summary>A YAML scalar.</summary>
public sealed class ContentScalar : ContentNode
{
    /// <summary>The text, quotes and escapes resolved.</summary>
    public required string Value { get; init; }

    /// <summary>True for a plain scalar, whose text decides its type; a quoted one is always a string.</summary>
    public required bool IsPlain { get; init; }

    /// <summary>True for a plain <c>null</c>, <c>~</c> or nothing (YAML 1.2 core schema).</summary>
    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL" && IsPlain;

    /// <summary>The boolean a plain <c>true</c> or <c>false</c> stands for, or null.</summary>
    public bool? AsBoolean => !IsPlain ? null : Value switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };
}

/// <summary>A YAML sequence.</summary>
public sealed class ContentList : ContentNode
{
    /// <summary>The items in order.</summary>
    public List<ContentNode> Items { get; } = [];
}

/// <summary>A YAML mapping with scalar keys, in the order of the file.</summary>
public sealed class ContentMap : ContentNode
{
    /// <summary>The entries in order; keys are unique.</summary>
    public List<KeyValuePair<ContentScalar, ContentNode>> Entries { get; } = [];

    /// <summary>The value of a key, or null.</summary>
    public ContentNode? this[string key]
    {
        get
        {
            foreach (var (k, v) in Entries)
                if (k.Value == key)
                    return v;
            return null;
        }
    }

    /// <summary>The text of a scalar value, or null when the key is missing, null or not a scalar.</summary>
    public string? Text(string key) => this[key] is ContentScalar { IsNull: false } s ? s.Value : null;
}
