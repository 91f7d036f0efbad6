using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Watchfloor.Output;
using Watchfloor.Scan;

namespace Watchfloor.Simulate;

/// <summary>Shows a score, for people as tables and for programs as JSON.</summary>
internal static class ScoreWriter
{
    private static readonly JsonWriterOptions _options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Four tables: stories, steps, levels, and the rules with most false alerts.</summary>
    public static void Table(Score score, IAnsiConsole console)
    {
        var stories = Table("story", "steps", "found", "first alert after");
        foreach (var story in score.Stories) Row(stories, story.Story, Number(story.Steps), Number(story.Found), After(story.After));
        console.Write(stories);
        var steps = Table("story", "step", "technique", "events", "found", "after", "rules");
        foreach (var step in score.Steps)
            Row(steps, step.Story, step.Step, string.Join(' ', step.Techniques), Number(step.Events), step.Found == 0 ? "MISSED" : Number(step.Found), After(step.After), Rules(step));
        console.Write(steps);
        var levels = Table("level", "true alerts", "false alerts", "false a day");
        foreach (var level in score.Levels) Row(levels, level.Level.Name(), Number(level.True), Number(level.False), Rate(level));
        console.Write(levels);
        if (score.Noisiest.Count > 0)
        {
            var noisy = Table("false alerts", "level", "rule");
            foreach (var (rule, level, alerts) in score.Noisiest) Row(noisy, Number(alerts), level.Name(), rule);
            console.Write(noisy);
        }

        console.WriteLine(Summary(score));
    }

    /// <summary>The tables in Markdown, for a record that is kept.</summary>
    public static void Markdown(Score score, TextWriter output)
    {
        output.WriteLine(Summary(score) + ".\n\n| story | steps | found | first alert after |\n|---|---:|---:|---|");
        foreach (var story in score.Stories) output.WriteLine($"| `{story.Story}` | {Number(story.Steps)} | {Number(story.Found)} | {After(story.After)} |");
        output.WriteLine("\n| story | step | technique | events | found | after | rules |\n|---|---|---|---:|---:|---|---|");
        foreach (var step in score.Steps)
            output.WriteLine($"| `{step.Story}` | `{step.Step}` | {string.Join(' ', step.Techniques)} | {Number(step.Events)} | {(step.Found == 0 ? "**missed**" : Number(step.Found))} | {After(step.After)} | {Cell(Rules(step))} |");
        output.WriteLine("\n| level | true alerts | false alerts | false a day |\n|---|---:|---:|---:|");
        foreach (var level in score.Levels) output.WriteLine($"| {level.Level.Name()} | {Number(level.True)} | {Number(level.False)} | {Rate(level)} |");
        output.WriteLine("\n| false alerts | level | rule |\n|---:|---|---|");
        foreach (var (rule, level, alerts) in score.Noisiest) output.WriteLine($"| {Number(alerts)} | {level.Name()} | {Cell(rule)} |");
        output.Flush();
    }

    /// <summary>The same as one JSON object.</summary>
    public static void Json(Score score, Stream output)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, _options))
        {
            json.WriteStartObject();
            json.WriteNumber("recall", Math.Round(score.Recall, 4));
            json.WriteNumber("precision", Math.Round(score.Precision, 4));
            json.WriteStartArray("stories");
            foreach (var story in score.Stories)
            {
                json.WriteStartObject();
                json.WriteString("story", story.Story);
                json.WriteNumber("steps", story.Steps);
                json.WriteNumber("found", story.Found);
                Seconds(json, story.After);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("steps");
            foreach (var step in score.Steps)
            {
                json.WriteStartObject();
                json.WriteString("story", step.Story);
                json.WriteString("step", step.Step);
                Strings(json, "techniques", step.Techniques);
                json.WriteNumber("events", step.Events);
                json.WriteNumber("found", step.Found);
                Seconds(json, step.After);
                Strings(json, "rules", step.Rules);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("levels");
            foreach (var level in score.Levels)
            {
                json.WriteStartObject();
                json.WriteString("level", level.Level.Name());
                json.WriteNumber("true_alerts", level.True);
                json.WriteNumber("false_alerts", level.False);
                json.WriteNumber("false_alerts_a_day", Math.Round(level.FalseADay, 2));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("noisiest");
            foreach (var (rule, level, alerts) in score.Noisiest)
            {
                json.WriteStartObject();
                json.WriteString("rule", rule);
                json.WriteString("level", level.Name());
                json.WriteNumber("false_alerts", alerts);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        output.Write(bytes.WrittenSpan);
        output.Flush();
    }

    private static void Seconds(Utf8JsonWriter json, TimeSpan? after)
    {
        if (after is { } span) json.WriteNumber("seconds_to_detect", Math.Round(span.TotalSeconds, 3));
        else json.WriteNull("seconds_to_detect");
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static Table Table(params ReadOnlySpan<string> headings)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in headings) table.AddColumn(heading);
        return table;
    }

    private static void Row(Table table, params string[] cells) => table.AddRow(cells.Select(c => new Text(VisibleText.Of(c))));

    private static string Summary(Score score) => string.Create(CultureInfo.InvariantCulture,
        $"{score.Steps.Count(s => s.Found > 0)} of {score.Steps.Count} steps found ({score.Recall * 100:0.0} %); {score.Precision * 100:0.0} % of the alerts show an attack");

    /// <summary>The two gravest, and how many more.</summary>
    private static string Rules(StepScore step) =>
        step.Rules.Count <= 2 ? string.Join("; ", step.Rules) : $"{step.Rules[0]}; {step.Rules[1]} and {step.Rules.Count - 2} more";

    private static string Rate(LevelScore level) => level.FalseADay.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Cell(string text) => VisibleText.Of(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string After(TimeSpan? after) => after is { } span ? span < TimeSpan.FromSeconds(1) ? "at once" : Quantity.Duration(span) : "never";
}
