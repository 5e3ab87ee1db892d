using Google.Protobuf;

namespace TfNet.Formats.Onnx;

/// <summary>
/// Reads the initializers (weights) of an ONNX model. The graph's nodes are passed over: what they compute must be known.
/// Values that lie in another file are refused; no path in a file is ever opened. Every length is compared with what is left
/// of the enclosing message before it is read. Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
/// </summary>
public static class OnnxFile
{
    // Field numbers of ModelProto and GraphProto.
    private const int ModelGraph = 7, GraphInitializer = 5;

    // Protocol buffers cannot be larger.
    private const long MaxBytes = int.MaxValue;

    /// <summary>Reads a file.</summary>
    /// <param name="path">an .onnx file</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <returns>the graph's initializers in the order of the file</returns>
    /// <exception cref="OnnxException">damaged, of an unsupported kind, or above a limit</exception>
    /// <exception cref="IOException">the file cannot be read</exception>
    public static IReadOnlyList<OnnxTensor> ReadInitializers(string path, Limits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return ReadInitializers(stream, limits, path);
    }

    /// <summary>Reads from a stream that knows its length.</summary>
    /// <param name="stream">the whole file</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <param name="name">name of the file for error texts</param>
    /// <returns>the graph's initializers in the order of the file</returns>
    /// <exception cref="OnnxException">damaged, of an unsupported kind, or above a limit</exception>
    public static IReadOnlyList<OnnxTensor> ReadInitializers(Stream stream, Limits? limits = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        limits ??= Limits.Default;
        long length = stream.Length - stream.Position, most = Math.Min(limits.MaxTotalBytes, MaxBytes);
        if (length > most)
            throw new OnnxException(name, $"expected at most {most} bytes; received {length}");
        using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, limits.MaxNesting);
        var tensors = new List<OnnxTensor>();
        try
        {
            bool graph = false;
            var message = new OnnxMessage(input, length, name);
            while (message.Next() is int field and not 0)
            {
                if (field != ModelGraph || !message.IsLengthDelimited)
                {
                    message.Skip();
                    continue;
                }
                graph = true;
                ReadGraph(message.Enter(), limits, name, tensors);
            }
            if (!graph)
                throw new OnnxException(name, "expected a model with a graph; it has none");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException(name, $"damaged: {e.Message}", input.Position, e);
        }
        return tensors;
    }

    private static void ReadGraph(OnnxMessage graph, Limits limits, string? name, List<OnnxTensor> tensors)
    {
        var names = new HashSet<string>(tensors.Select(t => t.Name), StringComparer.Ordinal);
        long total = tensors.Sum(t => (long)t.Data.Length);
        while (graph.Next() is int field and not 0)
        {
            if (field != GraphInitializer || !graph.IsLengthDelimited)
            {
                graph.Skip();
                continue;
            }
            long at = graph.Position;
            OnnxTensor tensor = OnnxTensorReader.Read(graph.Enter(), limits, name);
            if (!names.Add(tensor.Name))
                throw new OnnxException(name, $"expected initializers with different names; '{tensor.Name}' occurs twice", at);
            total += tensor.Data.Length;
            if (total > limits.MaxTotalBytes)
                throw new OnnxException(name, $"expected at most {limits.MaxTotalBytes} bytes of values; received more", at);
            tensors.Add(tensor);
        }
    }
}
