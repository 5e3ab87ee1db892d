using System.Buffers.Binary;

namespace TfNet.Formats.Images;

/// <summary>
/// Walks the markers of a JPEG up to its end as libjpeg does, counts its scans, and writes it anew without the application segments
/// (EXIF, colour profiles, thumbnails) and comments, so that the native decoder sees only what it needs for the pixels.
/// A cut file is refused even where only the end marker is missing, as Pillow does.
/// </summary>
internal static class JpegGuard
{
    private const byte Soi = 0xD8, Eoi = 0xD9, Tem = 0x01, App0 = 0xE0, App14 = 0xEE;

    public static PreparedImage Prepare(ReadOnlySpan<byte> data, Limits limits, string? name)
    {
        var output = new MemoryStream(data.Length);
        output.Write([0xFF, Soi]);
        int at = 2, scans = 0;
        bool oneScan = false, progressive = false;
        (int width, int height, int components) = (0, 0, 0);
        while (true)
        {
            (byte marker, int body) = NextMarker(data, at, name);
            if (marker == Eoi)
                break;
            if (marker is Tem or (>= 0xD0 and <= 0xD7))
            {
                at = body;
                continue;
            }
            if (marker is Soi or < 0xC0)
                throw new ImageFormatException(name, $"JPEG: a marker FF{marker:X2} is not allowed here", body - 2);
            ReadOnlySpan<byte> segment = Segment(data, body, name);
            at = body + 2 + segment.Length;
            if (IsFrame(marker))
            {
                progressive = marker is 0xC2 or 0xCA;
                if (width != 0)
                    throw new ImageFormatException(name, "JPEG: expected one frame header; found a second", body);
                (width, height, components) = Frame(marker, segment, limits, name, body);
            }
            else
            {
                JpegTables.Check(marker, segment, name, body);
            }
            if (IsNeeded(marker))
                WriteSegment(output, marker, segment);
            if (marker == JpegTables.Sos)
            {
                if (width == 0)
                    throw new ImageFormatException(name, "JPEG: a scan comes before the frame header", body);
                if (oneScan)
                    throw new ImageFormatException(name, "JPEG: a second scan where the first holds all components", body);
                oneScan = !progressive && segment[0] >= components;
                if (++scans > limits.MaxJpegScans)
                    throw new ImageFormatException(name, $"JPEG: expected at most {limits.MaxJpegScans} scans", body);
                int end = EndOfScan(data, at);
                output.Write(data[at..end]);
                at = end;
            }
        }
        if (scans == 0)
            throw new ImageFormatException(name, "JPEG: the file ends before any image data");
        output.Write([0xFF, Eoi]);
        return new PreparedImage(output.ToArray(), width, height);
    }

    /// <summary>The next marker and the position after it. Bytes before it are skipped, as libjpeg skips them.</summary>
    private static (byte Marker, int Body) NextMarker(ReadOnlySpan<byte> data, int at, string? name)
    {
        while (true)
        {
            int hop = data[at..].IndexOf((byte)0xFF);
            if (hop < 0)
                throw new ImageFormatException(name, "JPEG: truncated: the end marker is missing", data.Length);
            at += hop;
            while (at < data.Length && data[at] == 0xFF)
                at++;
            if (at == data.Length)
                throw new ImageFormatException(name, "JPEG: truncated: the end marker is missing", data.Length);
            if (data[at] != 0)
                return (data[at], at + 1);
            at++;
        }
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> data, int body, string? name)
    {
        if (data.Length - body < 2)
            throw new ImageFormatException(name, "JPEG: truncated inside a segment", data.Length);
        int length = BinaryPrimitives.ReadUInt16BigEndian(data[body..]);
        if (length < 2 || length > data.Length - body)
            throw new ImageFormatException(name, $"JPEG: truncated: a segment of {length} bytes with {data.Length - body} left", body);
        return data[(body + 2)..(body + length)];
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (JpegTables.Dht or 0xC8 or JpegTables.Dac);

    private static bool IsNeeded(byte marker) => IsFrame(marker)
        || marker is JpegTables.Dht or JpegTables.Dac or JpegTables.Dqt or JpegTables.Dri or JpegTables.Sos or App0 or App14;

    private static (int Width, int Height, int Components) Frame(byte marker, ReadOnlySpan<byte> s, Limits limits, string? name, int offset)
    {
        // Baseline, extended and progressive, Huffman (C0-C2) or arithmetic (C9, CA).
        if (marker is not (0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA))
            throw new ImageFormatException(name, $"JPEG: the process FF{marker:X2} (lossless or hierarchical) is not supported", offset);
        if (s.Length < 6)
            throw new ImageFormatException(name, "JPEG: the frame header is too short", offset);
        if (s[0] != 8)
            throw new ImageFormatException(name, $"JPEG: expected 8 bits for each sample; received {s[0]}", offset);
        int height = BinaryPrimitives.ReadUInt16BigEndian(s[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(s[3..]);
        ImageLimits.CheckSize(width, height, limits, name, offset);
        int components = s[5];
        if (components is not (1 or 3 or 4))
            throw new ImageFormatException(name, $"JPEG: expected 1, 3 or 4 components; received {components}", offset);
        if (s.Length != 6 + 3 * components)
            throw new ImageFormatException(name, $"JPEG: a frame header of {s.Length} bytes for {components} components", offset);
        for (int c = 0; c < components; c++)
        {
            (int h, int v) = (s[7 + 3 * c] >> 4, s[7 + 3 * c] & 15);
            if (h is < 1 or > 4 || v is < 1 or > 4)
                throw new ImageFormatException(name, $"JPEG: expected sampling factors 1 to 4; received {h} x {v}", offset);
        }
        return (width, height, components);
    }

    private static void WriteSegment(MemoryStream output, byte marker, ReadOnlySpan<byte> segment)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(segment.Length + 2));
        output.Write(head);
        output.Write(segment);
    }

    /// <summary>The position of the first marker after a scan's data that is neither a stuffed zero nor a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> data, int at)
    {
        while (true)
        {
            int hop = data[at..].IndexOf((byte)0xFF);
            if (hop < 0 || at + hop + 1 >= data.Length)
                return data.Length;
            byte next = data[at + hop + 1];
            if (next is not (0 or 0xFF or (>= 0xD0 and <= 0xD7)))
                return at + hop;
            at += hop + (next == 0xFF ? 1 : 2);
        }
    }
}
