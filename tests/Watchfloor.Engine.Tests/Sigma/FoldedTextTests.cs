using System.Text;
using CsCheck;
using Watchfloor.Events.Text;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>
/// Comparison ignoring case is that of <see cref="StringComparison.OrdinalIgnoreCase"/>, on UTF-8. Its rule for ASCII is the same: an
/// ASCII letter equals ASCII letters only, so neither the Kelvin sign is a k nor the long s an s.
/// </summary>
public sealed class FoldedTextTests
{
    private static readonly Gen<Rune> Letter = Gen.Frequency(
        (4, Gen.Int['A', 'z'].Select(i => new Rune(i))),
        (2, RandomRules.Pick("éÉßẞⱥȺıİſKkÅåǅǆǄΣσς😀𐐀𐐨–".EnumerateRunes().ToArray())),
        (1, Gen.Int[0x80, 0x10FFFF].Where(Rune.IsValid).Select(i => new Rune(i))));

    private static readonly Gen<string> Text = Letter.Array[0, 12].Select(runes => string.Concat(runes));

    /// <summary>Two texts that often have a part in common, in another case.</summary>
    private static readonly Gen<(string Text, string Part)> Pair = Gen.Select(Text, Text, Text, Gen.Int[0, 4]).Select((before, part, after, kind) =>
        (new string('x', (kind * 17) % 40) + (kind == 4 ? before : before + Swap(part) + after), part));

    [Fact]
    public void Compare_RandomTexts_AsOrdinalIgnoreCase() => Pair.Sample((text, part) =>
    {
        const StringComparison how = StringComparison.OrdinalIgnoreCase;
        byte[] a = Encoding.UTF8.GetBytes(text), b = Encoding.UTF8.GetBytes(part);
        Assert.Equal(text.Equals(part, how), FoldedText.Equals(a, b));
        Assert.Equal(text.StartsWith(part, how), FoldedText.StartsWith(a, b));
        Assert.Equal(text.EndsWith(part, how), FoldedText.EndsWith(a, b));
        Assert.Equal(text.Contains(part, how), FoldedText.Contains(a, b));
        var at = text.IndexOf(part, how);
        Assert.Equal(at < 0 ? -1 : Encoding.UTF8.GetByteCount(text.AsSpan(0, at)), FoldedText.IndexOf(a, b, out var length));
        if (at >= 0) Assert.Equal(Encoding.UTF8.GetByteCount(text.AsSpan(at, part.Length)), length);
        if (text.StartsWith(part, how)) Assert.Equal(Encoding.UTF8.GetByteCount(text.AsSpan(0, part.Length)), FoldedText.PrefixLength(a, b));
        Assert.True(FoldedText.Equals(a, Encoding.UTF8.GetBytes(Swap(text))) || text.Any(c => !text.Equals(Swap(text), how)));
    }, iter: 20_000);

    /// <summary>Every letter with its other form, and beside every ASCII letter.</summary>
    [Fact]
    public void Equals_EveryCharacter_AsOrdinalIgnoreCase()
    {
        foreach (var rune in AllRunes())
        {
            var text = rune.ToString();
            foreach (var other in new[] { Rune.ToUpperInvariant(rune), Rune.ToLowerInvariant(rune), Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)) })
                Assert.Equal(text.Equals(other.ToString(), StringComparison.OrdinalIgnoreCase), FoldedText.Equals(Utf8(rune), Utf8(other)));
        }
    }

    [Theory]
    [InlineData("k", "\u212A")]
    [InlineData("s", "ſ")]
    [InlineData("i", "ı")]
    [InlineData("I", "İ")]
    [InlineData("å", "e")]
    public void Equals_LooksAlike_IsNot(string one, string other)
    {
        Assert.False(FoldedText.Equals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other)));
        Assert.False(FoldedText.Contains(Encoding.UTF8.GetBytes("xx" + other), Encoding.UTF8.GetBytes(one)));
        Assert.False(FoldedText.EndsWith(Encoding.UTF8.GetBytes("xx" + one), Encoding.UTF8.GetBytes(other)));
    }

    /// <summary>A byte that is not UTF-8 equals itself only.</summary>
    [Fact]
    public void Compare_BytesThatAreNoText_EqualThemselves()
    {
        Assert.True(FoldedText.Equals([0xFF, (byte)'a'], [0xFF, (byte)'A']));
        Assert.False(FoldedText.Equals([0xFF], [0xFE]));
        Assert.True(FoldedText.Contains([(byte)'x', 0xC3, 0x41], [0xC3, 0x61]));
        Assert.True(FoldedText.EndsWith([(byte)'x', 0x80], [0x80]));
        Assert.False(FoldedText.EndsWith([0x80], [(byte)'x', 0x80]));
        Assert.Equal(-1, FoldedText.PrefixLength([0xE2, 0x80], "–"u8));
    }

    /// <summary>
    /// What counts as the same in every case really is: no other character equals one of a stretch, so that an index may compare bytes.
    /// </summary>
    [Fact]
    public void Stretches_CharacterOfAStretch_EqualsNoOther()
    {
        var stable = AllRunes().Where(r => !r.IsAscii && CaselessText.Stretches(Utf8(r)).Any()).ToHashSet();
        foreach (var rune in AllRunes())
            foreach (var other in new[] { Rune.ToUpperInvariant(rune), Rune.ToLowerInvariant(rune) })
                if (other != rune)
                    Assert.False(stable.Contains(rune) || stable.Contains(other), rune.ToString());
        Assert.Contains(new Rune('–'), stable);
        Assert.Contains(new Rune(0x1F600), stable);
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a–b→c", "a–b→c")]
    [InlineData("abéc–dÉ", "ab|c–d")]
    [InlineData("é", "")]
    [InlineData("éa", "a")]
    public void Stretches_Text_EndsAtLettersOutsideAscii(string text, string stretches) =>
        Assert.Equal(stretches, string.Join('|', CaselessText.Stretches(Encoding.UTF8.GetBytes(text)).Select(Encoding.UTF8.GetString)));

    [Fact]
    public void Stretches_BytesThatAreNoText_EndOne() =>
        Assert.Equal(["ab"u8.ToArray(), "cd"u8.ToArray()], CaselessText.Stretches([.. "ab"u8, 0xFF, .. "cd"u8]));

    private static IEnumerable<Rune> AllRunes() => Enumerable.Range(0, 0x11_0000).Where(Rune.IsValid).Select(i => new Rune(i));

    private static byte[] Utf8(Rune rune) => Encoding.UTF8.GetBytes(rune.ToString());

    private static string Swap(string text) => string.Concat(text.EnumerateRunes().Select(r => Rune.ToUpperInvariant(r) == r ? Rune.ToLowerInvariant(r) : Rune.ToUpperInvariant(r)));
}
