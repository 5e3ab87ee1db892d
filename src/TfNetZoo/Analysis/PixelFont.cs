using System.Buffers.Binary;
using System.Text;

namespace TfNetZoo.Analysis;

/// <summary>
/// A small TrueType font made here from pixels, for machines that have none: ASCII in cells of 5 by 7 squares, one blank column between.
/// </summary>
internal static class PixelFont
{
    private const int Pixel = 100, Columns = 5, Rows = 7, Descent = 2, UnitsPerEm = 1000, FirstCode = 32;

    // Squares of neighbouring rows overlap a little, so that no hairline shows between them.
    private const int Overlap = 4;

    // Seven rows a character from code 32 on, two hexadecimal digits each, the left column in bit 4.
    private const string Shapes =
        "00000000000000 04040404040004 0A0A0000000000 0A0A1F0A1F0A0A 040F140E051E04 18190204081303 0C12140815120D 04040000000000 " +
        "02040808080402 08040202020408 0004150E150400 0004041F040400 000000000C0408 0000000E000000 00000000000C0C 00010204081000 " +
        "0E11131519110E 040C040404040E 0E11010204081F 1F02040201110E 02060A121F0202 1F101E0101110E 0608101E11110E 1F010204080808 " +
        "0E11110E11110E 0E11110F01020C 000C0C000C0C00 000C0C000C0408 02040810080402 00001F001F0000 08040201020408 0E110102040004 " +
        "0E11010D15150E 0E1111111F1111 1E11111E11111E 0E11101010110E 1C12111111121C 1F10101E10101F 1F10101E101010 0E11101711110F " +
        "1111111F111111 0E04040404040E 0702020202120C 11121418141211 1010101010101F 111B1515111111 11111915131111 0E11111111110E " +
        "1E11111E101010 0E11111115120D 1E11111E141211 0F10100E01011E 1F040404040404 1111111111110E 11111111110A04 1111111515150A " +
        "11110A040A1111 1111110A040404 1F01020408101F 0E08080808080E 00100804020100 0E02020202020E 040A1100000000 0000000000001F " +
        "08040200000000 00000E010F110F 1010161911111E 00000E1010110E 01010D1311110F 00000E111F100E 0609081C080808 0F1111110F010E " +
        "10101619111111 04000C0404040E 0200060202120C 10101214181412 0C04040404040E 00001A15151111 00001619111111 00000E1111110E " +
        "1E1111111E1010 0F1111110F0101 00001619101010 00000E100E011E 08081C08080906 0000111111130D 00001111110A04 0000111115150A " +
        "0000110A040A11 111111110F010E 00001F0204081F 02040408040402 04040404040404 08040402040408 00000815020000";

    /// <summary>The font as the bytes of a TrueType file.</summary>
    public static byte[] Build()
    {
        byte[] shapes = Convert.FromHexString(Shapes.Replace(" ", "", StringComparison.Ordinal));
        int glyphs = shapes.Length / Rows + 1;
        var outlines = new BigEndian();
        var offsets = new BigEndian();
        var metrics = new BigEndian();
        for (int glyph = 0; glyph < glyphs; glyph++)
        {
            offsets.U32(outlines.Length);
            // Glyph 0 stands for characters that are not there: a full cell.
            ReadOnlySpan<byte> rows = glyph == 0 ? [0x1f, 0x1f, 0x1f, 0x1f, 0x1f, 0x1f, 0x1f] : shapes.AsSpan((glyph - 1) * Rows, Rows);
            bool descends = glyph > 0 && (char)(FirstCode + glyph - 1) is 'g' or 'p' or 'q' or 'y';
            int left = Outline(outlines, rows, descends ? Descent : 0);
            metrics.I16((Columns + 1) * Pixel, left);
        }
        offsets.U32(outlines.Length);
        (string Tag, BigEndian Table)[] tables =
        [
            ("cmap", CharacterMap(glyphs)), ("glyf", outlines), ("head", Head()), ("hhea", HorizontalHead(glyphs)), ("hmtx", metrics),
            ("loca", offsets), ("maxp", Maxima(glyphs)), ("name", Names()),
        ];
        return File(tables);
    }

    /// <summary>One rectangle for each run of squares in a row, clockwise from the lower left; returns where the glyph begins.</summary>
    private static int Outline(BigEndian to, ReadOnlySpan<byte> rows, int lowered)
    {
        var runs = new List<(int Left, int Right, int Bottom, int Top)>();
        for (int row = 0; row < Rows; row++)
        {
            int bottom = (Rows - 1 - row - lowered) * Pixel;
            for (int x = 0; x < Columns; x++)
            {
                int start = x;
                while (x < Columns && (rows[row] >> (Columns - 1 - x) & 1) != 0)
                    x++;
                if (x > start)
                    runs.Add((start * Pixel, x * Pixel, bottom - Overlap, bottom + Pixel));
            }
        }
        if (runs.Count == 0)
            return 0;
        int first = runs.Min(r => r.Left);
        to.I16(runs.Count, first, runs.Min(r => r.Bottom), runs.Max(r => r.Right), runs.Max(r => r.Top));
        for (int i = 0; i < runs.Count; i++)
            to.I16(4 * i + 3);
        to.I16(0);
        for (int i = 0; i < 4 * runs.Count; i++)
            to.U8(1);
        int previous = 0;
        foreach ((int left, int right, _, _) in runs)
        {
            to.I16(left - previous, 0, right - left, 0);
            previous = right;
        }
        previous = 0;
        foreach ((_, _, int bottom, int top) in runs)
        {
            to.I16(bottom - previous, top - bottom, 0, bottom - top);
            previous = bottom;
        }
        to.Align();
        return first;
    }

    /// <summary>Format 4 with one segment of codes and the end mark.</summary>
    private static BigEndian CharacterMap(int glyphs)
    {
        var t = new BigEndian();
        t.I16(0, 1, 3, 1);
        t.U32(12);
        t.I16(4, 32, 0, 4, 4, 1, 0);
        t.I16(FirstCode + glyphs - 2, 0xffff, 0, FirstCode, 0xffff, 1 - FirstCode, 1, 0, 0);
        return t;
    }

    private static BigEndian Head()
    {
        var t = new BigEndian();
        t.U32(0x00010000, 0x00010000, 0, 0x5F0F3CF5);
        t.I16(0, UnitsPerEm);
        t.U32(0, 0, 0, 0);
        t.I16(0, -Descent * Pixel - Overlap, Columns * Pixel, Rows * Pixel, 0, 8, 2, 1, 0);
        return t;
    }

    private static BigEndian HorizontalHead(int glyphs)
    {
        var t = new BigEndian();
        t.U32(0x00010000);
        t.I16((Rows + 1) * Pixel, -(Descent + 1) * Pixel, 0, (Columns + 1) * Pixel);
        t.I16(0, Pixel, Columns * Pixel, 1, 0, 0, 0, 0, 0, 0, 0, glyphs);
        return t;
    }

    private static BigEndian Maxima(int glyphs)
    {
        const int MostRuns = Rows * 3;
        var t = new BigEndian();
        t.U32(0x00010000);
        t.I16(glyphs, 4 * MostRuns, MostRuns, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        return t;
    }

    /// <summary>The family is the generic one, so that an SVG is shown in a font of the viewer's with equal widths.</summary>
    private static BigEndian Names()
    {
        byte[] family = Encoding.BigEndianUnicode.GetBytes("monospace");
        var t = new BigEndian();
        t.I16(0, 1, 18, 3, 1, 0x409, 1, family.Length, 0);
        foreach (byte b in family)
            t.U8(b);
        t.Align();
        return t;
    }

    private static byte[] File((string Tag, BigEndian Table)[] tables)
    {
        var file = new BigEndian();
        file.U32(0x00010000);
        file.I16(tables.Length, 128, 3, 0);
        int offset = 12 + 16 * tables.Length;
        foreach ((string tag, BigEndian table) in tables)
        {
            table.Align();
            file.U32(BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes(tag)), 0, offset, table.Length);
            offset += table.Length;
        }
        return [.. file.ToArray(), .. tables.SelectMany(t => t.Table.ToArray())];
    }

    private sealed class BigEndian
    {
        private readonly List<byte> _bytes = [];

        public int Length => _bytes.Count;

        public void U8(byte value) => _bytes.Add(value);

        public void I16(params int[] values)
        {
            foreach (int v in values)
                _bytes.AddRange([(byte)(v >> 8), (byte)v]);
        }

        public void U32(params long[] values)
        {
            foreach (long v in values)
                _bytes.AddRange([(byte)(v >> 24), (byte)(v >> 16), (byte)(v >> 8), (byte)v]);
        }

        public void Align()
        {
            while (_bytes.Count % 4 != 0)
                _bytes.Add(0);
        }

        public byte[] ToArray() => [.. _bytes];
    }
}
