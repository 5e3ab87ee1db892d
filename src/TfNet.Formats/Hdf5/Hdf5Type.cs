namespace TfNet.Formats.Hdf5;

/// <summary>What the elements of a data set or attribute are, independent of their byte order in the file.</summary>
public enum Hdf5Type
{
    /// <summary>A type this reader does not interpret (compound, reference, unusual float layout ..); reading it is an error.</summary>
    Unsupported,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>The upper half of a float32; Keras stores it as 2 opaque bytes.</summary>
    BFloat16,

    /// <summary>IEEE single precision.</summary>
    Float32,

    /// <summary>IEEE double precision.</summary>
    Float64,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>Signed 16-bit integer.</summary>
    Int16,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64,

    /// <summary>One byte, 0 or 1, stored as the enumeration FALSE, TRUE that h5py uses.</summary>
    Bool,

    /// <summary>Text of one fixed length per data set.</summary>
    FixedString,

    /// <summary>Text of any length, kept in the global heap.</summary>
    VariableString,
}

/// <summary>Facts about <see cref="Hdf5Type"/>.</summary>
public static class Hdf5Types
{
    /// <summary>Bytes of one element; 0 for text and unsupported types, whose size is not fixed by the type.</summary>
    public static int ElementSize(this Hdf5Type type) => type switch
    {
        Hdf5Type.Int8 or Hdf5Type.UInt8 or Hdf5Type.Bool => 1,
        Hdf5Type.Float16 or Hdf5Type.BFloat16 or Hdf5Type.Int16 or Hdf5Type.UInt16 => 2,
        Hdf5Type.Float32 or Hdf5Type.Int32 or Hdf5Type.UInt32 => 4,
        Hdf5Type.Float64 or Hdf5Type.Int64 or Hdf5Type.UInt64 => 8,
        _ => 0,
    };

    /// <summary>True for the two text types.</summary>
    public static bool IsText(this Hdf5Type type) => type is Hdf5Type.FixedString or Hdf5Type.VariableString;
}
