/**
 * Until when the series of well-known base images got security updates, as of the day given below; nothing here looks at
 * a clock. Only support that is free for everybody counts: that of Debian’s LTS team does, Ubuntu Pro does not.
 *
 * Sources: the life-cycle pages of the projects as collected in github.com/endoflife-date/endoflife.date (2026-08-22),
 * https://go.dev/doc/devel/release for Go before 1.10, docker-library/openjdk issue 505; tags from
 * github.com/docker-library/official-images (2026-08-22) and mcr.microsoft.com/v2/dotnet/sdk/tags/list.
 */

/** The day the catalogue speaks of. */
export const supportCatalogueDate = '2026-11-22';

export interface BaseImageProduct {
  /** Familiar names of the images. */
  readonly images: readonly string[];
  readonly title: string;
  /** `series:date` of those whose support has ended, apart by blanks. */
  readonly ended: string;
  /** The series that still are supported, apart by blanks: a tag `3` stands for the newest of them. */
  readonly supported: string;
  /** `name:series`: names that stand in tags for a series. */
  readonly names?: string;
  /** Tags to move to, the ones of the series to prefer first; absent where data has to be migrated or there are none. */
  readonly successors?: readonly string[];
}

/** An operating system as it is named in the tags of many images. */
export interface SystemRelease {
  readonly name: string;
  readonly title: string;
  readonly ended: string;
  /** What stands there for the release to move to. */
  readonly successor: string;
}

const alpine = ['alpine', 'alpine3.24', 'alpine3.23'] as const;

function combine(series: readonly string[], flavours: readonly string[]): readonly string[] {
  return series.flatMap(it => flavours.map(flavour => (flavour === '' ? it : `${it}-${flavour}`)));
}

/** The flavour on the systems it is made for. */
function withSystem(flavour: string, more: readonly string[]): readonly string[] {
  const start = flavour === '' ? '' : `${flavour}-`;
  return [flavour, ...['trixie', 'bookworm', ...more].map(it => `${start}${it}`)];
}

const temurinTags = combine(
  ['25', '21', '17', '11', '8'],
  ['', 'jdk', 'jre'].flatMap(it => {
    const start = it === '' ? '' : `${it}-`;
    return [it, ...['resolute', 'noble', 'alpine'].map(system => `${start}${system}`)];
  }),
);

/** Images of which no release is supported any more, whatever their tag, and what took their place. */
export const retiredImages = [
  {
    image: 'openjdk',
    ended: '2022-07-31',
    /** Builds of releases to come are still made. */
    except: /(?:^|-)(?:ea|rc)(?:-|$)/,
    replacedBy: 'eclipse-temurin',
    tags: temurinTags,
  },
] as const;

export const baseImageProducts: readonly BaseImageProduct[] = [
  {
    images: ['buildpack-deps'],
    title: 'buildpack-deps',
    ended: '',
    supported: '',
    successors: combine(['trixie', 'resolute'], ['', 'curl', 'scm']),
  },
  {
    images: ['debian'],
    title: 'Debian',
    ended: `
      11:2026-08-31 10:2024-06-30 9:2022-07-01 8:2020-06-30 7:2018-05-31 6:2016-02-29 5:2012-02-06 4:2010-02-15`,
    supported: '12 13',
    successors: ['13', '13-slim', 'trixie', 'trixie-slim', 'trixie-backports'],
  },
  {
    images: ['ubuntu'],
    title: 'Ubuntu',
    ended: `
      25.10:2026-07-01 25.04:2026-01-17 24.10:2025-07-10 23.10:2024-07-12 23.04:2024-01-20 22.10:2023-07-20
      21.10:2022-07-14 21.04:2022-01-20 20.10:2021-07-22 20.04:2025-05-31 19.10:2020-07-06 19.04:2020-01-23
      18.10:2019-07-18 18.04:2023-05-31 17.10:2018-07-19 17.04:2018-01-13 16.10:2017-07-20 16.04:2021-04-02
      15.10:2016-07-28 15.04:2016-02-04 14.10:2015-07-23 14.04:2019-04-02 13.10:2014-07-17 13.04:2014-01-27
      12.10:2014-05-16 12.04:2017-04-28 11.10:2013-05-09 11.04:2012-10-28 10.10:2012-04-10 10.04:2013-05-09`,
    supported: '22.04 24.04 26.04',
    successors: ['26.04', 'resolute'],
  },
  {
    images: ['alpine'],
    title: 'Alpine Linux',
    ended: `
      3.21:2026-11-01 3.20:2026-04-01 3.19:2025-11-01 3.18:2025-05-09 3.17:2024-11-22 3.16:2024-05-23
      3.15:2023-11-01 3.14:2023-05-01 3.13:2022-11-01 3.12:2022-05-01 3.11:2021-11-01 3.10:2021-05-01
      3.9:2020-11-01 3.8:2020-05-01 3.7:2019-11-01 3.6:2019-05-01 3.5:2018-11-01 3.4:2018-05-01 3.3:2017-11-01
      3.2:2017-05-01 3.1:2016-11-01 3.0:2016-05-01 2.7:2015-11-01 2.6:2015-05-01 2.5:2014-11-01 2.4:2014-05-01
      2.3:2013-11-01 2.2:2013-05-01 2.1:2012-11-01`,
    supported: '3.22 3.23 3.24',
    successors: ['3.24'],
  },
  {
    images: ['fedora'],
    title: 'Fedora',
    ended: `
      42:2026-05-27 41:2025-12-15 40:2025-05-13 39:2024-11-26 38:2024-05-21 37:2023-12-05 36:2023-05-16
      35:2022-12-13 34:2022-06-07 33:2021-11-30 32:2021-05-25 31:2020-11-24 30:2020-05-26 29:2019-11-26
      28:2019-05-28 27:2018-11-30 26:2018-05-29 25:2017-12-12 24:2017-08-08 23:2016-12-20 22:2016-07-19
      21:2015-12-01 20:2015-06-23`,
    supported: '43 44',
    successors: ['44'],
  },
  {
    images: ['centos'],
    title: 'CentOS Linux',
    ended: `
      8:2021-12-31 7:2024-06-30 6:2020-11-30 5:2017-03-31`,
    supported: '',
  },
  {
    images: ['quay.io/centos/centos'],
    title: 'CentOS Stream',
    ended: `
      8:2024-05-31`,
    supported: '9 10',
  },
  {
    images: ['oraclelinux'],
    title: 'Oracle Linux',
    ended: `
      7:2024-12-31 6:2021-03-31`,
    supported: '8 9 10',
    successors: ['10', '10-slim'],
  },
  {
    images: ['amazonlinux'],
    title: 'Amazon Linux',
    ended: `
      2:2026-06-30 1:2023-12-31 2018.03:2023-12-31 2017.09:2023-12-31 2017.03:2023-12-31 2016.09:2023-12-31
      2016.03:2023-12-31 2015.09:2023-12-31 2015.03:2023-12-31 2014.09:2023-12-31 2014.03:2023-12-31
      2013.09:2023-12-31 2013.03:2023-12-31 2012.09:2023-12-31 2012.03:2023-12-31 2011.09:2023-12-31
      2010.11:2023-12-31`,
    supported: '2023',
    successors: ['2023'],
  },
  {
    images: ['opensuse/leap'],
    title: 'openSUSE Leap',
    ended: `
      15.6:2026-04-30 15.5:2024-12-31 15.4:2023-12-07 15.3:2022-12-31 15.2:2022-01-04 15.1:2021-02-02
      15.0:2019-12-03 42.3:2019-07-01 42.2:2018-01-26 42.1:2017-05-17`,
    supported: '16.0',
  },
  {
    images: ['node'],
    title: 'Node.js',
    ended: `
      25:2026-06-01 23:2025-06-01 21:2024-06-01 20:2026-04-30 19:2023-06-01 18:2025-04-30 17:2022-06-01
      16:2023-09-11 15:2021-06-01 14:2023-04-30 13:2020-06-01 12:2022-04-30 11:2019-06-30 10:2021-04-30
      9:2018-06-30 8:2019-12-31 7:2017-06-30 6:2019-04-30 5:2016-06-30 4:2018-04-30`,
    supported: '22 24 26',
    names: 'argon:4 boron:6 carbon:8 dubnium:10 erbium:12 fermium:14 gallium:16 hydrogen:18 iron:20',
    successors: combine(
      ['24', '22', '26', 'lts', 'current'],
      ['', 'slim', 'trixie', 'trixie-slim', 'bookworm', 'bookworm-slim', ...alpine],
    ),
  },
  {
    images: ['python'],
    title: 'Python',
    ended: `
      3.10:2026-10-31 3.9:2025-10-31 3.8:2024-10-07 3.7:2023-06-27 3.6:2021-12-23 3.5:2020-09-30 3.4:2019-03-18
      3.3:2017-09-29 3.2:2016-02-20 2.7:2020-01-01 3.1:2012-04-09 3.0:2009-06-27 2.6:2013-10-29`,
    supported: '3.11 3.12 3.13 3.14',
    successors: combine(
      ['3.14', '3.13', '3.12', '3.11', '3'],
      ['', 'slim', 'trixie', 'slim-trixie', 'bookworm', 'slim-bookworm', ...alpine],
    ),
  },
  {
    images: ['golang'],
    title: 'Go',
    ended: `
      1.25:2026-08-19 1.24:2026-02-10 1.23:2025-08-12 1.22:2025-02-11 1.21:2024-08-13 1.20:2024-02-06
      1.19:2023-09-06 1.18:2023-02-01 1.17:2022-08-02 1.16:2022-03-15 1.15:2021-08-16 1.14:2021-02-16
      1.13:2020-08-11 1.12:2020-02-25 1.11:2019-09-03 1.10:2019-02-25 1.9:2018-08-24 1.8:2018-02-16
      1.7:2017-08-24 1.6:2017-02-16 1.5:2016-08-15`,
    supported: '1.26 1.27',
    successors: combine(['1.27', '1.26', '1'], ['', 'trixie', 'bookworm', ...alpine]),
  },
  {
    images: ['php'],
    title: 'PHP',
    ended: `
      8.1:2025-12-31 8.0:2023-11-26 7.4:2022-11-28 7.3:2021-12-06 7.2:2020-11-30 7.1:2019-12-01 7.0:2019-01-10
      5.6:2018-12-31 5.5:2016-07-21 5.4:2015-09-14 5.3:2014-08-14 5.2:2011-01-06 5.1:2006-08-24 5.0:2005-09-05`,
    supported: '8.2 8.3 8.4 8.5',
    successors: combine(
      ['8.5', '8.4', '8.3', '8.2', '8'],
      ['', 'cli', 'fpm', 'zts', 'apache'].flatMap(it => withSystem(it, it === 'apache' ? [] : alpine)),
    ),
  },
  {
    images: ['ruby'],
    title: 'Ruby',
    ended: `
      3.2:2026-03-31 3.1:2025-03-26 3.0:2024-04-23 2.7:2023-03-31 2.6:2022-03-31 2.5:2021-03-31 2.4:2020-03-31
      2.3:2019-03-31 2.2:2018-03-31 2.1:2017-03-31 2.0:2016-02-24 1.9:2015-02-23`,
    supported: '3.3 3.4 4.0',
    successors: combine(
      ['4.0', '3.4', '3.3', '4', '3'],
      ['', 'slim', 'trixie', 'slim-trixie', 'bookworm', 'slim-bookworm', ...alpine],
    ),
  },
  {
    images: ['eclipse-temurin'],
    title: 'Eclipse Temurin',
    ended: `
      26:2026-09-15 24:2025-09-16 23:2025-03-18 22:2024-09-17 20:2023-09-19 19:2023-03-31 18:2022-09-30
      16:2021-09-30`,
    supported: '8 11 17 21 25',
    successors: temurinTags,
  },
  {
    images: ['nginx'],
    title: 'nginx',
    ended: `
      1.29:2026-05-13 1.28:2026-04-14 1.27:2025-06-24 1.26:2025-04-23 1.25:2024-05-29 1.24:2024-04-23
      1.23:2023-05-23 1.22:2023-04-11 1.21:2022-06-21 1.20:2022-05-24 1.19:2021-05-25 1.18:2021-04-20
      1.16:2020-04-20 1.14:2019-04-23 1.12:2018-04-17 1.10:2017-04-12 1.8:2016-04-26`,
    supported: '1.30 1.31',
    successors: combine(
      ['1.30', '1.31'],
      ['', 'trixie', 'perl', 'trixie-perl', 'alpine', 'alpine3.24', 'alpine-slim', 'alpine-perl'],
    ),
  },
  {
    images: ['postgres'],
    title: 'PostgreSQL',
    ended: `
      14:2026-11-12 13:2025-11-13 12:2024-11-21 11:2023-11-09 10:2022-11-10 9.6:2021-11-11 9.5:2021-02-11
      9.4:2020-02-13 9.3:2018-11-08 9.2:2017-11-09 9.1:2016-10-27 9.0:2015-10-08 8.4:2014-07-24`,
    supported: '15 16 17 18',
  },
  {
    images: ['mysql'],
    title: 'MySQL',
    ended: `
      9.6:2026-04-21 9.5:2026-01-20 9.4:2025-10-21 9.3:2025-07-22 9.2:2025-04-15 9.1:2025-01-21 9.0:2024-10-15
      8.3:2024-04-10 8.2:2023-12-14 8.1:2023-10-25 8.0:2026-04-30 5.7:2023-10-31 5.6:2021-02-28 5.5:2018-12-31`,
    supported: '8.4 9.7',
  },
  {
    images: ['mariadb'],
    title: 'MariaDB',
    ended: `
      12.2:2026-05-28 12.1:2026-02-13 12.0:2025-11-18 11.7:2025-05-12 11.6:2025-02-13 11.5:2024-11-21
      11.3:2024-05-29 11.2:2024-11-21 11.1:2024-08-21 11.0:2024-06-06 10.10:2023-11-17 10.9:2023-08-22
      10.8:2023-05-20 10.7:2023-02-09 10.6:2026-07-06 10.5:2025-06-24 10.4:2024-06-18 10.3:2023-05-25
      10.2:2022-05-23 10.1:2020-10-17 10.0:2019-03-31 5.5:2020-04-11 5.3:2017-03-01 5.2:2015-11-10
      5.1:2015-02-01`,
    supported: '10.11 11.4 11.8 12.3',
  },
  {
    images: ['redis'],
    title: 'Redis',
    ended: `
      7.0:2024-07-29 6.0:2022-05-31 5.0:2022-04-27`,
    supported: '6.2 7.2 7.4 8.0 8.2 8.4 8.6 8.8 8.10',
  },
  {
    images: ['mongo'],
    title: 'MongoDB',
    ended: `
      8.2:2026-07-31 8.1:2025-09-30 7.3:2024-10-02 7.2:2024-03-27 7.1:2024-01-23 6.3:2023-08-31 6.2:2023-04-24
      6.1:2023-02-09 6.0:2025-07-31 5.3:2022-07-19 5.2:2022-03-23 5.1:2022-01-19 5.0:2024-10-31 4.4:2024-02-29
      4.2:2023-04-30 4.0:2022-04-30 3.6:2021-04-30 3.4:2020-01-31 3.2:2018-09-30 3.0:2018-02-28 2.6:2016-10-31
      2.4:2013-03-31 2.2:2014-02-28`,
    supported: '7.0 8.0 8.3',
  },
  {
    images: ['tomcat'],
    title: 'Tomcat',
    ended: `
      10.0:2022-10-31 8.5:2024-03-31 8.0:2018-06-30 7:2021-03-31 6:2016-12-31 5:2012-09-30`,
    supported: '9.0 10.1 11.0',
  },
  {
    images: [
      'mcr.microsoft.com/dotnet/sdk',
      'mcr.microsoft.com/dotnet/aspnet',
      'mcr.microsoft.com/dotnet/runtime',
      'mcr.microsoft.com/dotnet/runtime-deps',
    ],
    title: '.NET',
    ended: `
      9:2026-11-10 8:2026-11-10 7:2024-05-14 6:2024-11-12 5:2022-05-10 3.1:2022-12-13 3.0:2020-03-03
      2.2:2019-12-23 2.1:2021-08-21 2.0:2018-10-01 1.1:2019-06-27 1.0:2019-06-27`,
    supported: '10.0',
    successors: combine(['10.0'], ['', 'noble', 'resolute', 'alpine']),
  },
  {
    images: [
      'mcr.microsoft.com/dotnet/core/sdk',
      'mcr.microsoft.com/dotnet/core/aspnet',
      'mcr.microsoft.com/dotnet/core/runtime',
      'mcr.microsoft.com/dotnet/core/runtime-deps',
    ],
    title: '.NET Core',
    ended: `
      9:2026-11-10 8:2026-11-10 7:2024-05-14 6:2024-11-12 5:2022-05-10 3.1:2022-12-13 3.0:2020-03-03
      2.2:2019-12-23 2.1:2021-08-21 2.0:2018-10-01 1.1:2019-06-27 1.0:2019-06-27`,
    supported: '',
  },
];

const debian = (name: string, title: string, ended: string) => ({ name, title, ended, successor: 'trixie' });
const ubuntu = (name: string, title: string, ended: string) => ({ name, title, ended, successor: 'resolute' });

/** The releases of Debian and Ubuntu whose support has ended, by the code names that stand in tags. */
export const endedSystems: readonly SystemRelease[] = [
  debian('bullseye', 'Debian 11', '2026-08-31'),
  debian('buster', 'Debian 10', '2024-06-30'),
  debian('stretch', 'Debian 9', '2022-07-01'),
  debian('jessie', 'Debian 8', '2020-06-30'),
  debian('wheezy', 'Debian 7', '2018-05-31'),
  debian('squeeze', 'Debian 6', '2016-02-29'),
  ubuntu('questing', 'Ubuntu 25.10', '2026-07-01'),
  ubuntu('plucky', 'Ubuntu 25.04', '2026-01-17'),
  ubuntu('oracular', 'Ubuntu 24.10', '2025-07-10'),
  ubuntu('mantic', 'Ubuntu 23.10', '2024-07-12'),
  ubuntu('lunar', 'Ubuntu 23.04', '2024-01-20'),
  ubuntu('kinetic', 'Ubuntu 22.10', '2023-07-20'),
  ubuntu('impish', 'Ubuntu 21.10', '2022-07-14'),
  ubuntu('hirsute', 'Ubuntu 21.04', '2022-01-20'),
  ubuntu('groovy', 'Ubuntu 20.10', '2021-07-22'),
  ubuntu('focal', 'Ubuntu 20.04', '2025-05-31'),
  ubuntu('eoan', 'Ubuntu 19.10', '2020-07-06'),
  ubuntu('disco', 'Ubuntu 19.04', '2020-01-23'),
  ubuntu('cosmic', 'Ubuntu 18.10', '2019-07-18'),
  ubuntu('bionic', 'Ubuntu 18.04', '2023-05-31'),
  ubuntu('artful', 'Ubuntu 17.10', '2018-07-19'),
  ubuntu('zesty', 'Ubuntu 17.04', '2018-01-13'),
  ubuntu('yakkety', 'Ubuntu 16.10', '2017-07-20'),
  ubuntu('xenial', 'Ubuntu 16.04', '2021-04-02'),
  ubuntu('wily', 'Ubuntu 15.10', '2016-07-28'),
  ubuntu('vivid', 'Ubuntu 15.04', '2016-02-04'),
  ubuntu('utopic', 'Ubuntu 14.10', '2015-07-23'),
  ubuntu('trusty', 'Ubuntu 14.04', '2019-04-02'),
  ubuntu('saucy', 'Ubuntu 13.10', '2014-07-17'),
  ubuntu('raring', 'Ubuntu 13.04', '2014-01-27'),
  ubuntu('quantal', 'Ubuntu 12.10', '2014-05-16'),
  ubuntu('precise', 'Ubuntu 12.04', '2017-04-28'),
];
