using System.Globalization;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>Columns that a text takes on a terminal: East Asian wide characters take two, combining marks none.</summary>
internal static class TextWidth
{
    // First and last code points of the wide blocks (Hangul, kana, CJK, full-width forms, emoji).
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115f), (0x2e80, 0x303e), (0x3041, 0x33ff), (0x3400, 0x4dbf), (0x4e00, 0x9fff), (0xa000, 0xa4cf), (0xac00, 0xd7a3),
        (0xf900, 0xfaff), (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6), (0x1f300, 0x1f64f), (0x1f900, 0x1f9ff), (0x20000, 0x3fffd),
    ];

    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    /// <summary>The longest beginning of a text that fits into some columns.</summary>
    public static string Cut(string text, int columns)
    {
        var kept = new StringBuilder();
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Of(rune);
            if (width > columns)
                break;
            kept.Append(rune.ToString());
        }
        return kept.ToString();
    }

    private static int Of(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : s_wide.Any(r => rune.Value >= r.First && rune.Value <= r.Last) ? 2
        : 1;
}
