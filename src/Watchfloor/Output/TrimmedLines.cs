using System.Text;

namespace Watchfloor.Output;

/// <summary>Passes text on without the blanks at the ends of lines, with which tables fill their last column.</summary>
internal sealed class TrimmedLines(TextWriter inner) : TextWriter
{
    private int _blanks;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        switch (value)
        {
            case ' ':
                _blanks++;
                return;
            case '\n':
                _blanks = 0;
                break;
        }

        for (; _blanks > 0; _blanks--) inner.Write(' ');
        inner.Write(value);
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
