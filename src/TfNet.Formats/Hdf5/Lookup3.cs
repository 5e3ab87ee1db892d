using System.Buffers.Binary;
using System.Numerics;

namespace TfNet.Formats.Hdf5;

/// <summary>Bob Jenkins' lookup3 hash (little-endian form, start value 0), the checksum of the newer HDF5 structures.</summary>
internal static class Lookup3
{
    internal static uint Hash(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            uint a = 0xdeadbeef + (uint)data.Length, b = a, c = a;
            if (data.IsEmpty)
                return c;
            while (data.Length > 12)
            {
                Add(data, ref a, ref b, ref c);
                Mix(ref a, ref b, ref c);
                data = data[12..];
            }
            Span<byte> tail = stackalloc byte[12];
            tail.Clear();
            data.CopyTo(tail);
            Add(tail, ref a, ref b, ref c);
            Finish(ref a, ref b, ref c);
            return c;
        }
    }

    private static void Add(ReadOnlySpan<byte> data, ref uint a, ref uint b, ref uint c)
    {
        unchecked
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(data);
            b += BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
        }
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        unchecked
        {
            a = (a - c) ^ BitOperations.RotateLeft(c, 4);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 6);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 8);
            b += a;
            a = (a - c) ^ BitOperations.RotateLeft(c, 16);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 19);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 4);
            b += a;
        }
    }

    private static void Finish(ref uint a, ref uint b, ref uint c)
    {
        unchecked
        {
            c = (c ^ b) - BitOperations.RotateLeft(b, 14);
            a = (a ^ c) - BitOperations.RotateLeft(c, 11);
            b = (b ^ a) - BitOperations.RotateLeft(a, 25);
            c = (c ^ b) - BitOperations.RotateLeft(b, 16);
            a = (a ^ c) - BitOperations.RotateLeft(c, 4);
            b = (b ^ a) - BitOperations.RotateLeft(a, 14);
            c = (c ^ b) - BitOperations.RotateLeft(b, 24);
        }
    }
}
