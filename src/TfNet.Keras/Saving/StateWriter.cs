using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TfNet.Formats.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>One group of a training state: numbers as attributes, arrays and tensors as data sets with their SHA-256.</summary>
internal sealed class StateWriter(Hdf5GroupWriter group)
{
    internal const string Digest = "sha256";

    internal StateWriter Group(string name) => new(group.CreateGroup(name));

    internal void Set(string name, long value) => group.SetAttribute(name, value);

    internal void Set(string name, double value) => group.SetAttribute(name, value);

    internal void Set(string name, string value) => group.SetAttribute(name, value);

    internal void SetIntegers(string name, ReadOnlySpan<long> values)
    {
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        Add(name, [values.Length], Hdf5Type.Int64, () => bytes);
    }

    internal void SetFloats(string name, ReadOnlySpan<float> values)
    {
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        Add(name, [values.Length], Hdf5Type.Float32, () => bytes);
    }

    /// <summary>The values that the tensors have when the file is written.</summary>
    internal void SetTensors(string name, IReadOnlyList<Tensor> tensors)
    {
        Hdf5GroupWriter inner = group.CreateGroup(name);
        inner.SetAttribute("count", (long)tensors.Count);
        var writer = new StateWriter(inner);
        for (int i = 0; i < tensors.Count; i++)
        {
            Tensor t = tensors[i];
            writer.Add(StateReader.Numbered(i), t.shape.dims, Hdf5Types.Of(t.dtype), t.ToByteArray);
        }
    }

    /// <summary>Nothing is kept in memory: the bytes are asked for twice, for the digest in front and for the data.</summary>
    private void Add(string name, IReadOnlyList<long> shape, Hdf5Type type, Func<byte[]> bytes) =>
        group.CreateDataset(name, shape, type, stream => stream.Write(bytes()))
            .SetAttribute(Digest, Hdf5Type.UInt8, [SHA256.HashSizeInBytes], SHA256.HashData(bytes()));
}
