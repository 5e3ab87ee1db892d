namespace TfNetZoo.Data;

/// <summary>A class_indices.json is damaged, too large, or not of the expected form.</summary>
public sealed class ClassIndicesException : IOException
{
    /// <summary>Says which file was refused and why.</summary>
    public ClassIndicesException(string path, string reason, long offset = -1, Exception? inner = null)
        : base($"class_indices '{path}': {reason}{(offset < 0 ? "" : $" (at byte {offset})")}", inner)
    {
        Offset = offset;
    }

    /// <summary>Position in the file, in bytes; -1 where it says nothing.</summary>
    public long Offset { get; }
}
