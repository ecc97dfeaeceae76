/** The distance of two places on the globe; and the functions of geometry, which are refused by name. */
import { type FunctionLibrary, type RefusedFunction, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';
import { wrongArgument } from './raised.ts';

const shapes = `
  area asbinary astext boundary buffer centroid contains convexhull coorddim crosses difference dimension disjoint distance endpoint envelope envelopeaspts equals exteriorring geomfrombinary geomfromkml geometries geometryfromtext geometryn geometrytype interiorringn interiorrings intersection intersects isclosed isempty isring issimple isvalid length linefromtext linestring multipoint numgeometries numinteriorring numpoints overlaps point pointn points polygon relate startpoint symdifference touches union within x xmax xmin y ymax ymin
`;
const others = `
  bing_tile bing_tile_at bing_tile_coordinates bing_tile_polygon bing_tile_quadkey bing_tile_zoom_level bing_tiles_around convex_hull_agg from_encoded_polyline from_geojson_geometry geometry_from_hadoop_shape geometry_invalid_reason geometry_nearest_points geometry_to_bing_tiles geometry_union geometry_union_agg line_interpolate_point line_interpolate_points line_locate_point simplify_geometry to_encoded_polyline to_geojson_geometry to_geometry to_spherical_geography
`;

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

const refusal = (name: string): RefusedFunction => ({
  name,
  en: `${name} is a function of geometry; these are not to be had without a cloud`,
  zh: `${name} 属于空间几何函数，本机不支持`,
  instead:
    'great_circle_distance(latitude1, longitude1, latitude2, longitude2) for the distance of two places',
});

/** In kilometres. */
const earthRadius = 6371.01;

export const geospatial: FunctionLibrary = {
  entries: [
    scalar(
      'great_circle_distance(double, double, double, double): double',
      'tr_great_circle($1, $2, $3, $4)',
    ),
  ],
  refused: [...words(shapes).map((name) => `st_${name}`), ...words(others)].map(refusal),
  macros: [
    // By the formula that is exact for near places and for opposite ones (Vincenty's, of a sphere).
    bindingMacro(
      'tr_great_circle(a, b, c, d)',
      '{a: a, b: b, c: c, d: d, p: radians(a), q: radians(c), l: radians(b) - radians(d)}',
      (v) => `CASE WHEN ${v}.l IS NULL OR ${v}.p IS NULL OR ${v}.q IS NULL THEN NULL
        WHEN NOT (${v}.a BETWEEN -90 AND 90 AND ${v}.c BETWEEN -90 AND 90)
          THEN ${wrongArgument('Latitude must be between -90 and 90', 'DOUBLE')}
        WHEN NOT (${v}.b BETWEEN -180 AND 180 AND ${v}.d BETWEEN -180 AND 180)
          THEN ${wrongArgument('Longitude must be between -180 and 180', 'DOUBLE')}
        ELSE ${earthRadius}::DOUBLE * atan2(
          sqrt((cos(${v}.q) * sin(${v}.l)) * (cos(${v}.q) * sin(${v}.l))
            + (cos(${v}.p) * sin(${v}.q) - sin(${v}.p) * cos(${v}.q) * cos(${v}.l))
            * (cos(${v}.p) * sin(${v}.q) - sin(${v}.p) * cos(${v}.q) * cos(${v}.l))),
          sin(${v}.p) * sin(${v}.q) + cos(${v}.p) * cos(${v}.q) * cos(${v}.l)) END`,
    ),
  ],
};
