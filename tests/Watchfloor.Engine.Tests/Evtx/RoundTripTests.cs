using System.Globalization;
using CsCheck;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Random logs, written and read back.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] s_names = ["Image", "CommandLine", "Threat Name", "ä", "Name", "Data", "EventID"];

    private static readonly Gen<(Value Value, string Text)> s_value = Gen.OneOf(
        Gen.String.Select(s => (Value.Of(s), AsUtf8(s.TrimEnd('\0')))),
        Gen.UInt.Select(n => (Value.Of(n), n.ToString(CultureInfo.InvariantCulture))),
        Gen.Long.Select(n => (new Value(0x09, BitConverter.GetBytes(n)), n.ToString(CultureInfo.InvariantCulture))),
        Gen.Double.Where(double.IsFinite).Select(n => (new Value(0x0C, BitConverter.GetBytes(n)), n.ToString(CultureInfo.InvariantCulture))),
        Gen.Bool.Select(b => (new Value(0x0D, [b ? (byte)1 : (byte)0, 0, 0, 0]), b ? "true" : "false")),
        Gen.Byte.Array[0, 40].Select(b => (new Value(0x0E, b), Convert.ToHexString(b))),
        Gen.Guid.Select(g => (new Value(0x0F, g.ToByteArray()), g.ToString("B").ToUpperInvariant())),
        Gen.ULong.Select(n => (new Value(0x15, BitConverter.GetBytes(n)), $"0x{n:x}")),
        Gen.DateTime.Where(t => t.Year > 1601).Select(t => (new Value(0x11, BitConverter.GetBytes(t.Ticks - new DateTime(1601, 1, 1).Ticks)), Rfc3339(t))),
        Gen.UInt.Array[0, 15].Select(s => (Sid(s), "S-1-5" + string.Concat(s.Select(n => $"-{n}")))),
        Gen.Const((Value.Null, "")));

    private static readonly Gen<Element> s_data = Gen.Select(Gen.Int[0, s_names.Length - 1].Select(i => s_names[i]), Gen.Int[0, 9], Gen.Int[0, 3], (name, slot, form) => form switch
    {
        0 => Make.Data(name, Make.Text("literal")),
        1 => Make.Data(name),
        _ => Make.Data(name, Make.Slot(slot, optional: form == 2)),
    });

    private static readonly Gen<Template> s_template =
        Gen.Select(Gen.Guid, s_data.Array[1, 12], (id, data) => new Template(id, Make.Event(Make.El("EventData", data))));

    [Fact]
    public void Read_RandomLog_GivesBackEachValue() =>
        Gen.Select(s_template.Array[1, 4], s_value.Array[10].Array[1, 12], Gen.Int[0, 99].Array[12])
            .Sample((templates, records, picks) =>
            {
                var chosen = records.Select((values, i) => (Template: templates[picks[i] % templates.Length], Values: values)).ToArray();
                var instances = chosen.Select(c => (object)new Instance(c.Template, [.. c.Values.Select(v => v.Value)])).ToArray();
                var half = instances.Length / 2;

                var events = EvtxLog.Read(LogFile.OfChunks(instances[..half], instances[half..]));

                Assert.All(events, e => Assert.Null(e.Unparsed));
                Assert.Equal(
                    chosen.Select(c => Expected(c.Template, c.Values)),
                    events.Where(e => e.Unparsed is null).Select(e => e.Fields.Skip(2).Select(f => (f.Name, f.Value)).ToList()));
            }, iter: 300);

    private static List<(string, string)> Expected(Template template, (Value Value, string Text)[] values) =>
        [.. ((Element)template.Root.Content[1]).Content.Cast<Element>().Select(data => (((Literal)data.Attributes[0].Text[0]).Text, data.Content switch
        {
            [] => "",
            [Literal literal] => literal.Text,
            [Slot slot] => values[slot.Index].Text,
            _ => throw new InvalidOperationException("a form that the generator does not make"),
        }))];

    private static Value Sid(uint[] subAuthorities) =>
        new(0x13, [1, (byte)subAuthorities.Length, 0, 0, 0, 0, 0, 5, .. subAuthorities.SelectMany(BitConverter.GetBytes)]);

    private static string Rfc3339(DateTime time) =>
        time.ToString(time.Ticks % 10 == 0 ? "yyyy-MM-ddTHH:mm:ss.ffffffZ" : "yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    /// <summary>A lone surrogate has no UTF-8 form and becomes U+FFFD.</summary>
    private static string AsUtf8(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
