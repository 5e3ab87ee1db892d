using TfNet.Formats.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>Element types of tensors and of HDF5 files.</summary>
internal static class Hdf5Types
{
    internal static Hdf5Type Of(TF_DataType dtype) => dtype switch
    {
        TF_DataType.TF_FLOAT => Hdf5Type.Float32,
        TF_DataType.TF_DOUBLE => Hdf5Type.Float64,
        TF_DataType.TF_HALF => Hdf5Type.Float16,
        TF_DataType.TF_BFLOAT16 => Hdf5Type.BFloat16,
        TF_DataType.TF_INT8 => Hdf5Type.Int8,
        TF_DataType.TF_INT16 => Hdf5Type.Int16,
        TF_DataType.TF_INT32 => Hdf5Type.Int32,
        TF_DataType.TF_INT64 => Hdf5Type.Int64,
        TF_DataType.TF_UINT8 => Hdf5Type.UInt8,
        TF_DataType.TF_BOOL => Hdf5Type.Bool,
        _ => throw new TypeError($"dtype: HDF5 files hold numbers and bool; received {dtype.as_numpy_name()}"),
    };

    internal static TF_DataType ToTensor(Hdf5Type type, string path) => type switch
    {
        Hdf5Type.Float32 => TF_DataType.TF_FLOAT,
        Hdf5Type.Float64 => TF_DataType.TF_DOUBLE,
        Hdf5Type.Float16 => TF_DataType.TF_HALF,
        Hdf5Type.BFloat16 => TF_DataType.TF_BFLOAT16,
        Hdf5Type.Int8 => TF_DataType.TF_INT8,
        Hdf5Type.Int16 => TF_DataType.TF_INT16,
        Hdf5Type.Int32 => TF_DataType.TF_INT32,
        Hdf5Type.Int64 => TF_DataType.TF_INT64,
        Hdf5Type.UInt8 => TF_DataType.TF_UINT8,
        Hdf5Type.Bool => TF_DataType.TF_BOOL,
        _ => throw new ValueError($"data set '{path}': expected numbers; received elements of type {type}"),
    };
}
