namespace TfNet.Formats.Onnx;

/// <summary>An ONNX file is refused: damaged, of an unsupported kind, or above a limit.</summary>
public sealed class OnnxException : IOException
{
    /// <summary>Says which file was refused and why.</summary>
    /// <param name="file">name of the file</param>
    /// <param name="reason">what was expected and what was found</param>
    /// <param name="offset">position in the file, in bytes; −1 where it says nothing</param>
    /// <param name="inner">the failure underneath, if any</param>
    public OnnxException(string? file, string reason, long offset = -1, Exception? inner = null)
        : base($"ONNX file '{file ?? "(stream)"}': {reason}{(offset < 0 ? "" : $" (at byte {offset})")}", inner)
    {
        Offset = offset;
    }

    /// <summary>Position in the file, in bytes; −1 where it says nothing.</summary>
    public long Offset { get; }
}
