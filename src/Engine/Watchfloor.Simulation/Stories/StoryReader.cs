using System.Globalization;
using System.Text.RegularExpressions;
using Watchfloor.Events.Content;
using Watchfloor.Simulation.Chance;

namespace Watchfloor.Simulation.Stories;

/// <summary>Reads stories. Every mistake is a fault with its place; a story that has one is left out.</summary>
public static partial class StoryReader
{
    /// <summary>The stories that ship.</summary>
    public static IReadOnlyList<Story> Shipped()
    {
        var assembly = typeof(StoryReader).Assembly;
        var stories = new List<Story>();
        var faults = new List<ContentFault>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("stories/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            stories.AddRange(Read(new ContentFile(name, reader.ReadToEnd()), faults));
        }

        return faults.Count == 0 ? stories : throw new InvalidDataException("a story that ships cannot be read: " + faults[0]);
    }

    /// <summary>Reads every story of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="faults">Receives what is wrong with it.</param>
    public static IReadOnlyList<Story> Read(ContentFile file, ICollection<ContentFault> faults)
    {
        var stories = new List<Story>();
        foreach (var document in ContentReader.Read(file.Name, file.Text, faults))
        {
            var before = faults.Count;
            var story = new Reading(file.Name, faults).Story(document);
            if (story is not null && faults.Count == before) stories.Add(story);
        }

        return stories;
    }

    /// <summary>A span such as <c>90s</c>, <c>5m</c>, <c>2h</c>, <c>200ms</c>, or two of them with a dash between.</summary>
    internal static bool TrySpan(string text, out (long Least, long Most) span)
    {
        span = default;
        var match = SpanPattern().Match(text);
        if (!match.Success) return false;
        var least = One(match.Groups[1].Value, match.Groups[2].Value);
        var most = match.Groups[3].Success ? One(match.Groups[3].Value, match.Groups[4].Value) : least;
        span = (least, most);
        return least <= most;
    }

    private static long One(string number, string unit) => long.Parse(number, CultureInfo.InvariantCulture) * unit switch
    {
        "ms" => Span.Millisecond,
        "s" => Span.Second,
        "m" => Span.Minute,
        _ => Span.Hour,
    };

    [GeneratedRegex(@"^(\d{1,6})(ms|s|m|h)(?:-(\d{1,6})(ms|s|m|h))?$", RegexOptions.NonBacktracking)]
    private static partial Regex SpanPattern();

    [GeneratedRegex(@"^(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)$", RegexOptions.NonBacktracking)]
    private static partial Regex HoursPattern();

    [GeneratedRegex(@"^T\d{4}(\.\d{3})?$", RegexOptions.NonBacktracking)]
    private static partial Regex TechniquePattern();

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9.:|_-]*)\}", RegexOptions.NonBacktracking)]
    internal static partial Regex NamePattern();

    /// <summary>One document, from top to bottom.</summary>
    private sealed class Reading(string file, ICollection<ContentFault> faults)
    {
        private static readonly string[] _actorKinds = ["person", "host", "account", "site", "address"];

        private readonly Dictionary<string, StoryActor> _actors = new(StringComparer.Ordinal);
        private readonly HashSet<string> _values = new(StringComparer.Ordinal);
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public Story? Story(ContentNode document)
        {
            if (Map(document, "a story", "name", "title", "description", "begins", "actors", "variants", "steps") is not { } map) return null;
            var begins = Text(map, "begins") is { } hours ? Hours(map["begins"]!, hours) : default;
            Actors(map);
            var variants = Variants(map);
            var steps = new List<StoryStep>();
            foreach (var node in Items(map, "steps", isRequired: true))
                if (Step(node, steps) is { } step)
                    steps.Add(step);
            return Text(map, "name") is { } name && Text(map, "title") is { } title && Text(map, "description") is { } description
                ? new Story { Name = name, Title = title, Description = description, Begins = begins, Actors = [.. _actors.Values], Variants = variants, Steps = steps }
                : null;
        }

        private (int, int) Hours(ContentNode node, string text)
        {
            var match = HoursPattern().Match(text);
            int Part(int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
            if (match.Success && Part(1) < 24 && Part(3) < 24 && (Part(1) * 60) + Part(2) <= (Part(3) * 60) + Part(4)) return ((Part(1) * 60) + Part(2), (Part(3) * 60) + Part(4));
            Fault(node, $"'{text}' are not hours", "write 9:30-11:00");
            return default;
        }

        private void Actors(ContentMap map)
        {
            if (map["actors"] is not ContentMap actors)
            {
                Fault(map["actors"] ?? map, "actors are missing or no map", "write actors: {victim: {person: finance}}");
                return;
            }

            foreach (var (key, node) in actors.Entries)
            {
                if (node is not ContentMap { Entries.Count: 1 } kind || !_actorKinds.Contains(kind.Entries[0].Key.Value) || kind.Entries[0].Value is not ContentScalar which)
                {
                    Fault(node, $"the actor '{key.Value}' is of no kind that there is", "write {KIND: WHICH} with one of " + string.Join(", ", _actorKinds));
                    continue;
                }

                _actors[key.Value] = new StoryActor(key.Value, kind.Entries[0].Key.Value, which.Value);
                if (kind.Entries[0].Key.Value == "host" && !Roles.Contains(which.Value)) Fault(which, $"no host is a '{which.Value}'", "one of " + string.Join(", ", Roles));
                if (kind.Entries[0].Key.Value == "person" && which.Value != "any" && !Company.Role.All.Any(r => r.Name == which.Value)) Fault(which, $"nobody is of '{which.Value}'", "any, or one of " + string.Join(", ", Company.Role.All.Select(r => r.Name)));
            }
        }

        private List<StoryVariant> Variants(ContentMap map)
        {
            var variants = new List<StoryVariant>();
            foreach (var node in Items(map, "variants", isRequired: false))
            {
                if (Map(node, "a variant", "name", "values") is not { } variant || Text(variant, "name") is not { } name) continue;
                var values = new Dictionary<string, string>(StringComparer.Ordinal);
                if (variant["values"] is ContentMap given)
                    foreach (var (key, value) in given.Entries)
                        if (value is ContentScalar text) values[key.Value] = text.Value;
                        else Fault(value, $"the value '{key.Value}' is no text");
                if (variants.Count > 0 && !values.Keys.Order(StringComparer.Ordinal).SequenceEqual(variants[0].Values.Keys.Order(StringComparer.Ordinal)))
                    Fault(node, $"the variant '{name}' has other values than '{variants[0].Name}'", "give every variant the same names");
                _values.UnionWith(values.Keys);
                variants.Add(new StoryVariant(name, values));
            }

            return variants;
        }

        private StoryStep? Step(ContentNode node, List<StoryStep> before)
        {
            if (Map(node, "a step", "id", "techniques", "after", "acts") is not { } map || Text(map, "id") is not { } id) return null;
            if (before.Exists(s => s.Id == id)) Fault(node, $"the step '{id}' is there already", "give it another id");
            var techniques = new List<string>();
            foreach (var technique in Items(map, "techniques", isRequired: true))
            {
                if (technique is ContentScalar { Value: var text } && TechniquePattern().IsMatch(text)) techniques.Add(text);
                else Fault(technique, "not the id of a technique", "write T1059 or T1059.001");
            }

            var after = SpanOf(map, "after", (Span.Minute, 3 * Span.Minute));
            var acts = new List<StoryAct>();
            foreach (var act in Items(map, "acts", isRequired: true))
                if (Act(act) is { } read)
                    acts.Add(read);
            return new StoryStep(id, techniques, after, acts);
        }

        private StoryAct? Act(ContentNode node)
        {
            if (node is not ContentMap { Entries.Count: 1 } map || map.Entries[0].Value is not ContentMap given)
            {
                Fault(node, "an act is one word with its arguments", "write - process: {on: victim, program: whoami}");
                return null;
            }

            var word = map.Entries[0].Key;
            if (Vocabulary.Find(word.Value) is not { } kind)
            {
                Fault(word, $"there is no act '{word.Value}'", "one of " + string.Join(", ", Vocabulary.All.Select(a => a.Name)));
                return null;
            }

            var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in given.Entries)
            {
                if (key.Value is "wait" or "repeat" or "every") continue;
                if (kind.Arguments.FirstOrDefault(a => a.Name == key.Value) is not { } argument) Fault(key, $"the act '{kind.Name}' takes no '{key.Value}'", "it takes " + string.Join(", ", kind.Arguments.Select(a => a.Name)));
                else if (value is not ContentScalar text) Fault(value, $"'{key.Value}' is no text");
                else if (Check(argument, text)) arguments[key.Value] = text.Value;
            }

            foreach (var argument in kind.Arguments.Where(a => a.IsRequired && given[a.Name] is null)) Fault(map, $"the act '{kind.Name}' needs '{argument.Name}'");
            var repeat = 1;
            if (given.Text("repeat") is { } times && (!int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out repeat) || repeat is < 1 or > 100_000)) Fault(given["repeat"]!, $"'{times}' is no number from 1 to 100000");
            return new StoryAct(kind.Name, arguments, SpanOf(given, "wait", (Span.Second, 4 * Span.Second)), repeat, SpanOf(given, "every", (Span.Second, 3 * Span.Second)));
        }

        private bool Check(Argument argument, ContentScalar value)
        {
            var text = value.Value;
            var wrong = argument.Meaning switch
            {
                Meaning.Actor => _actors.ContainsKey(text) ? null : $"there is no actor '{text}'",
                Meaning.Process => Known(text) ? null : $"no process is called '{text}' here",
                Meaning.Session => _names.Contains(text) || _actors.ContainsKey(text) ? null : $"no logon or actor is called '{text}' here",
                Meaning.Number => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"'{text}' is no whole number",
                Meaning.Flag => text is "true" or "false" ? null : $"'{text}' is neither true nor false",
                Meaning.Span => TrySpan(text, out _) ? null : $"'{text}' is no span such as 90s or 2m-5m",
                Meaning.Name => _names.Add(text) ? null : $"'{text}' is a name already",
                _ => NamePattern().Matches(text).Select(m => m.Groups[1].Value).FirstOrDefault(n => !IsName(n)) is { } unknown ? $"nothing is called '{{{unknown}}}'" : null,
            };
            if (wrong is not null) Fault(value, wrong);
            return wrong is null;
        }

        /// <summary>A process of this story, or one that runs on an actor's machine always.</summary>
        private bool Known(string text) =>
            _names.Contains(text) || (text.IndexOf('.') is > 0 and var dot && _actors.ContainsKey(text[..dot]));

        private bool IsName(string name)
        {
            var bare = name.EndsWith("|encoded", StringComparison.Ordinal) ? name[..^8] : name;
            if (bare == "n" || bare.StartsWith("hex:", StringComparison.Ordinal) || bare.StartsWith("base32:", StringComparison.Ordinal) || _values.Contains(bare)) return true;
            return _actors.ContainsKey(bare.IndexOf('.') is > 0 and var dot ? bare[..dot] : bare);
        }

        private (long, long) SpanOf(ContentMap map, string key, (long, long) otherwise)
        {
            if (map[key] is not { } node) return otherwise;
            if (node is ContentScalar { Value: var text } && TrySpan(text, out var span)) return span;
            Fault(node, $"'{key}' is no span", "write 90s, or 2m-5m for something between");
            return otherwise;
        }

        private List<ContentNode> Items(ContentMap map, string key, bool isRequired)
        {
            if (map[key] is ContentList { Items.Count: > 0 } list) return list.Items;
            if (isRequired || map[key] is not null) Fault(map[key] ?? map, $"'{key}' is missing, empty or no list");
            return [];
        }

        private string? Text(ContentMap map, string key)
        {
            var text = map.Text(key);
            if (string.IsNullOrEmpty(text)) Fault(map[key] ?? map, $"'{key}' is missing or no text");
            return text;
        }

        private ContentMap? Map(ContentNode node, string what, params ReadOnlySpan<string> keys)
        {
            if (node is not ContentMap map)
            {
                Fault(node, $"{what} is a map");
                return null;
            }

            foreach (var (key, _) in map.Entries)
                if (!keys.Contains(key.Value))
                    Fault(key, $"{what} has no '{key.Value}'", "it has " + string.Join(", ", keys.ToArray()));
            return map;
        }

        private void Fault(ContentNode node, string message, string? remedy = null) => faults.Add(new ContentFault(file, node.Line, node.Column, message, remedy));
    }

    private static readonly string[] Roles =
    [
        "domain-controller", "second-domain-controller", "file-server", "database-server", "application-server", "backup-server", "management-server",
        "web-server", "linux-database", "code-server", "jump-host",
    ];
}
