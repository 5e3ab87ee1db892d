using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TfNet.Formats.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>Reads what <see cref="StateWriter"/> wrote; a data set whose digest does not fit is refused.</summary>
internal sealed class StateReader(Hdf5Group group, string file)
{
    internal static string Numbered(int i) => i.ToString("D6", CultureInfo.InvariantCulture);

    internal bool Has(string name) => group.Contains(name) || group.Attributes.ContainsKey(name);

    internal StateReader Group(string name) => new(group.Group(name), file);

    internal long Int64(string name) => group.Attribute(name).ReadInt64s() is [long value] ? value : throw Wrong(name, "one integer");

    internal double Double(string name) => group.Attribute(name).ReadDoubles() is [double value] ? value : throw Wrong(name, "one number");

    internal string Text(string name) => group.Attribute(name).ReadString();

    internal long[] Int64s(string name) => MemoryMarshal.Cast<byte, long>(Bytes(name, Hdf5Type.Int64)).ToArray();

    internal float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name, Hdf5Type.Float32)).ToArray();

    /// <summary>New tensors on the processor.</summary>
    internal Tensor[] Tensors(string name)
    {
        Hdf5Group inner = group.Group(name);
        var reader = new StateReader(inner, file);
        long count = reader.Int64("count");
        if (count < 0 || count > inner.Names.Count)
            throw Wrong(name, "as many tensors as counted");
        using IDisposable cpu = Binding.tf.device("/CPU:0");
        return [.. Enumerable.Range(0, (int)count).Select(i => reader.Single(Numbered(i)))];
    }

    internal ValueError Wrong(string name, string expected) => new($"training state '{file}': '{group.Path}', {name}: expected {expected}");

    private Tensor Single(string name)
    {
        Hdf5Dataset data = group.Dataset(name);
        return new Tensor(Checked(data), new Shape([.. data.Shape]), Hdf5Types.ToTensor(data.Type, data.Path));
    }

    private byte[] Bytes(string name, Hdf5Type type)
    {
        Hdf5Dataset data = group.Dataset(name);
        return data.Type == type ? Checked(data) : throw Wrong(name, $"elements of type {type}");
    }

    private byte[] Checked(Hdf5Dataset data)
    {
        byte[] bytes = data.ReadBytes();
        return data.TryAttribute(StateWriter.Digest, out Hdf5Attribute? digest) && digest.ReadBytes().AsSpan().SequenceEqual(SHA256.HashData(bytes))
            ? bytes
            : throw new ValueError($"training state '{file}': '{data.Path}' is damaged: its SHA-256 does not fit");
    }
}
