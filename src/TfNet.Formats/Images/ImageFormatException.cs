namespace TfNet.Formats.Images;

/// <summary>The bytes of an image are refused: not one of the accepted formats, damaged, or above a limit.</summary>
public sealed class ImageFormatException : IOException
{
    /// <summary>Says which file was refused and why.</summary>
    /// <param name="file">name of the file, or null where the bytes came from memory</param>
    /// <param name="reason">what was expected and what was found</param>
    /// <param name="offset">position in the file, in bytes; −1 where it says nothing</param>
    /// <param name="inner">the failure underneath, if any</param>
    public ImageFormatException(string? file, string reason, long offset = -1, Exception? inner = null)
        : base($"Image '{file ?? "(bytes)"}': {reason}{(offset < 0 ? "" : $" (at byte {offset})")}", inner)
    {
        File = file;
        Reason = reason;
        Offset = offset;
    }

    /// <summary>Name of the file, or null where the bytes came from memory.</summary>
    public string? File { get; }

    /// <summary>What was expected and what was found.</summary>
    public string Reason { get; }

    /// <summary>Position in the file, in bytes; −1 where it says nothing.</summary>
    public long Offset { get; }
}
