using System.Buffers.Binary;

namespace TfNet.Formats.Tests.Fuzz;

/// <summary>Damages files in repeatable ways: the same seed number gives the same mutant.</summary>
public sealed class Mutator
{
    private static readonly byte[] s_bytes = [0, 1, 0x7F, 0x80, 0xFF];

    private readonly IReadOnlyList<byte[]> _corpus;
    private readonly IReadOnlyList<byte[]> _tokens;

    public Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> tokens)
    {
        _corpus = corpus;
        _tokens = tokens;
    }

    /// <summary>Number of mutants in a test run: 1,000, or 100,000 when TFNETZOO_FUZZ is "long".</summary>
    public static int Count => IsLong ? 100_000 : 1_000;

    public static bool IsLong => Environment.GetEnvironmentVariable("TFNETZOO_FUZZ") == "long";

    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        byte[] data = (byte[])_corpus[random.Next(_corpus.Count)].Clone();
        int changes = random.Next(4) switch { 0 => 1, 1 => 2, 2 => 1 + random.Next(8), _ => 1 };
        for (int i = 0; i < changes && data.Length > 0; i++)
            data = Change(data, random);
        return data;
    }

    private byte[] Change(byte[] data, Random random)
    {
        int at = random.Next(data.Length);
        switch (random.Next(10))
        {
            case 0:
            case 1:
                data[at] ^= (byte)(1 << random.Next(8));
                return data;
            case 2:
            case 3:
                data[at] = s_bytes[random.Next(s_bytes.Length)];
                return data;
            case 4:
            case 5:
            case 6:
                WriteInteger(data, random);
                return data;
            case 7:
                return Rearrange(data, random);
            case 8:
                byte[] token = _tokens[random.Next(_tokens.Count)];
                token.AsSpan(0, Math.Min(token.Length, data.Length - at)).CopyTo(data.AsSpan(at));
                return data;
            default:
                return random.Next(2) == 0 ? data[..at] : Splice(data, random);
        }
    }

    /// <summary>Writes a boundary value of 2, 4 or 8 bytes, more often at an aligned place.</summary>
    private static void WriteInteger(byte[] data, Random random)
    {
        int size = 1 << (1 + random.Next(3));
        if (data.Length < size)
            return;
        int at = random.Next(data.Length - size + 1);
        if (random.Next(3) > 0)
            at &= ~7;
        ulong value = random.Next(11) switch
        {
            0 => 0,
            1 => 1,
            2 => ulong.MaxValue,
            3 => (ulong)data.Length - 1,
            4 => (ulong)data.Length,
            5 => (ulong)data.Length + 1,
            6 => 1UL << 31,
            7 => 1UL << 32,
            8 => 1UL << 63,
            9 => (ulong)random.Next(data.Length),
            _ => (ulong)at,
        };
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..size].CopyTo(data.AsSpan(at));
    }

    private static byte[] Rearrange(byte[] data, Random random)
    {
        int length = 1 + random.Next(Math.Min(512, data.Length));
        int from = random.Next(data.Length - length + 1), to = random.Next(data.Length - length + 1);
        byte[] block = data.AsSpan(from, length).ToArray();
        switch (random.Next(3))
        {
            case 0:
                data.AsSpan(to, length).CopyTo(data.AsSpan(from));
                block.CopyTo(data, to);
                return data;
            case 1:
                return [.. data.AsSpan(0, from), .. data.AsSpan(from + length)];
            default:
                block.CopyTo(data, to);
                return data;
        }
    }

    private byte[] Splice(byte[] data, Random random)
    {
        byte[] other = _corpus[random.Next(_corpus.Count)];
        int at = random.Next(Math.Min(data.Length, other.Length) + 1);
        return [.. data.AsSpan(0, at), .. other.AsSpan(at)];
    }
}
